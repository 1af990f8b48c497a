/* Legacy encodings into UTF-8, through libxml2's converters, by the labels of the Encoding
 * standard.
 *
 * https://encoding.spec.whatwg.org/#names-and-labels
 */
#ifndef NWS_HTML_ENCODING_H
#define NWS_HTML_ENCODING_H

#include "base/buffer.h"

/* The standard's name for a label ("gb2312" is "GBK", "latin1" is "windows-1252"), static, or NULL.
 */
const char *nws_encoding_find(nws_view label);
/* All labels that it finds, in lower case, by their number from 0 on; NULL past the last. Static.
 */
const char *nws_encoding_label_at(size_t number);

/* Appends data, read in the encoding of this name (from nws_encoding_find), as UTF-8. Ill-formed
 * parts become U+FFFD and are counted in *repairs. NWS_E_ENCODING when there is no converter. */
NWS_MUST_CHECK nws_status nws_encoding_decode(const char *name, nws_view data, nws_buffer *out,
                                              size_t *repairs);

/* What decode did with a file: the encoding's name (static) and how it was chosen. */
typedef enum nws_encoding_source {
    NWS_ENCODING_UTF8, /* strict UTF-8, nothing to say */
    NWS_ENCODING_BOM,
    NWS_ENCODING_OPTION,
    NWS_ENCODING_DECLARED, /* <meta charset> */
    NWS_ENCODING_GUESSED,
    NWS_ENCODING_REPAIRED /* UTF-8 with bad bytes in it */
} nws_encoding_source;

typedef struct nws_decoded {
    nws_view text;        /* UTF-8 without BOM: data itself, or in *storage */
    const char *encoding; /* static name */
    nws_encoding_source source;
    size_t repairs;      /* ill-formed parts that became U+FFFD */
    size_t first_repair; /* offset in text of the first one */
    size_t bom;          /* bytes of BOM that were skipped */
} nws_decoded;

/* In order: BOM; strict UTF-8; the option (a name from nws_encoding_find, or NULL); NUL bytes in
 * abundance, which mean binary (UTF-8 with repairs); a charset that <meta> declares in the first
 * 1,024 bytes; UTF-8 with a little damage; GB18030 or Big5, whichever fits, else windows-1252.
 * An option of UTF-16 or ISO-2022-JP goes before strict UTF-8, since text in these may look like
 * it. The result is data itself or lies in storage; fails with NWS_E_MEMORY, or NWS_E_ENCODING when
 * there is no converter for the option. */
NWS_MUST_CHECK nws_status nws_encoding_detect(nws_view data, const char *option,
                                              nws_buffer *storage, nws_decoded *decoded);

/* Whether data is no text at all: NUL bytes in abundance among its first ones. */
bool nws_encoding_binary(nws_view data);

/* Lets libxml2 set up its own tables. Called once, by one thread, before anything else here is used
 * by several: before libxml2 2.13 its set-up was not safe to happen in two threads at once. */
void nws_encoding_setup(void);
/* "2.9.14": of the libxml2 that this was built against. Static. */
const char *nws_encoding_version(void);

#endif
