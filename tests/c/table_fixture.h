/* Articles made by hand for the tests and the benchmark of table/: every field of every kind, with
 * and without nulls, by a number.
 */
#ifndef NWS_TESTS_TABLE_FIXTURE_H
#define NWS_TESTS_TABLE_FIXTURE_H

#include "article/article.h"

#include <stdio.h>

enum { FIXTURE_ITEMS = 3, FIXTURE_TEXT = 96 };

/* Owns what its article points to. */
typedef struct fixture {
    nws_article article;
    char texts[8][FIXTURE_TEXT];
    nws_view names[FIXTURE_ITEMS];
    nws_texts paths[2];
    nws_image images[FIXTURE_ITEMS];
    nws_link links[FIXTURE_ITEMS];
    nws_removal removals[FIXTURE_ITEMS];
    nws_diagnostic diagnostics[FIXTURE_ITEMS];
    char source[FIXTURE_TEXT];
} fixture;

static nws_view fixture_text(fixture *made, int slot, const char *what, unsigned number)
{
    const int length =
        snprintf(made->texts[slot], FIXTURE_TEXT, "%s %u \xE4\xB8\xAD", what, number);
    return nws_view_of(made->texts[slot], (size_t)length);
}

static nws_view fixture_maybe(bool known, nws_view text)
{
    return known ? text : NWS_VIEW_NONE;
}

static void fixture_items(fixture *made, unsigned number)
{
    for (unsigned i = 0; i < FIXTURE_ITEMS; i++) {
        made->images[i] = (nws_image){
            .src = NWS_VIEW("https://example.org/a.jpg"),
            .displayed_src = NWS_VIEW("/a.jpg"),
            .alt = fixture_maybe(i % 2 == 0, NWS_VIEW("alt")),
            .title = fixture_maybe(i % 2 == 1, NWS_VIEW("title")),
            .caption = fixture_maybe(number % 3 == 1, NWS_VIEW("caption")),
            .caption_source = number % 3 == 1 ? "figcaption" : NULL,
            .source = i == 0   ? "data-original"
                      : i == 1 ? "src"
                               : NULL,
            .width = (int32_t)(number + i),
            .height = 7,
            .position = (int32_t)i * 10,
            .lazy = i == 1,
            .is_cover = number % 2 == 0 && i == 2,
        };
        made->links[i] = (nws_link){
            .href = NWS_VIEW("https://example.org/"),
            .displayed_href = i == 1 ? NWS_VIEW("https://example.org/?fbclid=1")
                                     : NWS_VIEW("https://example.org/"),
            .text = fixture_maybe(i != 2, NWS_VIEW("a link")),
            .rel = fixture_maybe(i == 1, NWS_VIEW("nofollow")),
            .external = i == 2,
        };
        made->removals[i] = (nws_removal){
            .rule = (uint8_t)((number + i) % NWS_RULE_COUNT),
            .action = (uint8_t)(i % (NWS_AUDIT_INSERTED + 1)),
            .count = i + 1,
            .start = number,
            .end = number + i,
            .tag = NWS_VIEW("p"),
            .attribute = i == 0 ? NWS_VIEW("") : NWS_VIEW("onclick"),
            .value = NWS_VIEW("x()"),
        };
        made->diagnostics[i] = (nws_diagnostic){
            .code = (uint16_t)((number + i) % NWS_D_COUNT),
            .start = i * 4,
            .end = i * 4 + 1,
            .detail = i == 1 ? NWS_VIEW("detail") : NWS_VIEW(""),
        };
    }
}

static void fixture_fields(fixture *made, unsigned number)
{
    nws_fields *fields = &made->article.fields;
    made->names[0] = fixture_text(made, 0, "name", number);
    made->names[1] = NWS_VIEW("");
    made->names[2] = NWS_VIEW("three");
    made->paths[0] = (nws_texts){made->names, number % 4};
    made->paths[1] = (nws_texts){made->names + 1, 2};
    *fields = (nws_fields){
        .title = fixture_maybe(number % 5 != 4, fixture_text(made, 1, "title", number)),
        .description = fixture_maybe(number % 3 == 1, NWS_VIEW("")),
        .date_text = fixture_maybe(number % 2 == 0, NWS_VIEW("2021-07-19")),
        .slug = fixture_text(made, 2, "slug", number),
        .cover = fixture_maybe(number % 7 == 3, NWS_VIEW("https://example.org/a.jpg")),
        .language = fixture_maybe(number % 4 != 0, fixture_text(made, 3, "zh", number % 50)),
        .date_source = number % 2 == 0 ? "date" : NULL,
        .date = {.micros = 1626688800000000 + (int64_t)number,
                 .offset_minutes = 480,
                 .precision = NWS_PRECISION_SECOND,
                 .zone_source = NWS_ZONE_ASSUMED},
        .updated = {.micros = -1},
        .has_date = number % 2 == 0,
        .has_updated = number % 9 == 8,
        .draft = number % 3 == 0,
        .authors = {made->names, number % 3},
        .categories = {made->names, number % 2},
        .tags = {made->names, number % 4},
        .paths = made->paths,
        .path_count = number % 3,
    };
}

/* Fills *made; its article lives as long and must not be moved. Some numbers have no items. */
static void fixture_make(fixture *made, unsigned number)
{
    const uint32_t items = number % 4;
    nws_article *article = &made->article;
    *made = (fixture){.source = "--\xE4\xB8\xAD\n\nab\r\ncd\n"};
    fixture_items(made, number);
    *article = (nws_article){
        .source = nws_view_of(made->source, strlen(made->source)),
        .format = (nws_format)(number % (NWS_FORMAT_JSON + 1)),
        .encoding = number % 8 == 7 ? "GBK" : "UTF-8",
        .metadata = fixture_text(made, 4, "{}", number),
        .html = fixture_maybe(number % 6 != 5, fixture_text(made, 5, "<p>html", number)),
        .text = number % 6 == 5 ? NWS_VIEW("") : fixture_text(made, 6, "text", number),
        .media = {made->images, made->links, items, items > 1 ? items : 0},
        .counts = {(int32_t)number, 1, 2, 3},
        .digest = UINT64_MAX - number,
        .simhash = number * UINT64_C(0x9E3779B97F4A7C15),
        .bytes = number * 100,
    };
    article->body = nws_view_slice(article->source, 4, 3);
    fixture_fields(made, number);
    article->audit.rows = made->removals;
    article->audit.count = items;
    article->audit.total = items * 2;
    article->diagnostics.items = made->diagnostics;
    article->diagnostics.count = number % 5 > FIXTURE_ITEMS ? 0 : number % 5;
    article->diagnostics.dropped = number % 2;
}

#endif
