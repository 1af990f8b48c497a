/* What a text is written in: its letters by script, its sentences, the language that follows.
 *
 * Separate from counts.h, whose counts every article has: these are made when somebody asks.
 */
#ifndef NWS_ARTICLE_SCRIPTS_H
#define NWS_ARTICLE_SCRIPTS_H

#include "base/str.h"

#include <stdint.h>

typedef enum nws_script {
    NWS_WRITTEN_HAN,
    NWS_WRITTEN_KANA,
    NWS_WRITTEN_HANGUL,
    NWS_WRITTEN_LATIN, /* U+0041 to U+024F, U+1E00 to U+1EFF and their full-width forms */
    NWS_WRITTEN_CYRILLIC,
    NWS_WRITTEN_ARABIC,
    NWS_WRITTEN_OTHER, /* letters of all other scripts */
    NWS_WRITTEN_COUNT
} nws_script;

typedef struct nws_scripts {
    int64_t letters[NWS_WRITTEN_COUNT]; /* digits are none */
    int64_t sentences;
} nws_scripts;

/* Counts letters by script, and sentences: a sentence ends with one of 。！？!?… or with a full
 * stop that white space or the end follows, or with the line; closing quotes and brackets belong to
 * it, and what holds no letter or digit is none. text is valid UTF-8. Linear. */
void nws_scripts_measure(nws_view text, nws_scripts *scripts);

const char *nws_script_name(nws_script script); /* "han", ...; static */

/* The language that a script alone tells: "ja" (Han with kana, at least one in twenty of both),
 * "ko", "zh" (Han, most of all letters), else NULL. Static. */
const char *nws_scripts_language(const nws_scripts *scripts);

#endif
