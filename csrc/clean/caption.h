/* Captions: what their words look like. Inside clean/ only; caption.c says where they stand. */
#ifndef NWS_CLEAN_CAPTION_H
#define NWS_CLEAN_CAPTION_H

#include "base/bounds.h"
#include "base/str.h"

/* How much speaks for a caption beside its words, least first. */
typedef enum nws_caption_mark {
    NWS_CAPTION_NONE,    /* nothing: only a beginning that captions alone have */
    NWS_CAPTION_BARE,    /* it stands alone behind the image */
    NWS_CAPTION_SLANTED, /* the same, in italics or small print */
    NWS_CAPTION_NAMED    /* the markup calls it a caption */
} nws_caption_mark;

/* The words of a run of nodes. */
typedef struct nws_caption_words {
    char data[NWS_MAX_CAPTION * 4]; /* white space collapsed */
    size_t length;
    size_t points;
    bool bold;   /* some of it */
    bool linked; /* some of it */
    bool broken; /* by a br */
} nws_caption_words;

/* Whether these words with that mark are a caption. Asks nothing that sanitizing takes away, so
 * that the answer is the same when the output is read again. */
bool nws_caption_fits(const nws_caption_words *words, nws_caption_mark mark);

/* Whether words announce the image that follows them. */
bool nws_caption_announces(const nws_caption_words *words);

/* Whether a class, as written, is one that captions have. */
bool nws_caption_class(nws_view names);
/* Whether a style, as written, centres text. */
bool nws_caption_centred(nws_view style);

#endif
