/* Records: what goes in comes out, equal contents are equal bytes, and bytes from anywhere do no
 * harm. The article here is made by hand, so that every field holds something.
 */
#include "article/record.h"
#include "base/utf8.h"

#include "harness.h"

#define COUNT(array) ((uint32_t)(sizeof(array) / sizeof *(array)))

static const char source[] =
    "---\r\ntitle: \u4E2D\u6587\r\ndate: never\r\n---\r\nbody \u00E9\rx\ny\n";

typedef struct sample {
    nws_view authors[2], categories[3], tags[1];
    nws_view first_path[2], second_path[1];
    nws_texts paths[2];
    nws_image images[2];
    nws_link links[2];
    nws_removal removals[2];
    nws_diagnostic diagnostics[3];
    nws_article article;
} sample;

static void make_lists(sample *s)
{
    s->authors[0] = NWS_VIEW("ZAKER");
    s->authors[1] = NWS_VIEW("\u65B0\u5A92\u4F53");
    s->categories[0] = NWS_VIEW("a");
    s->categories[1] = NWS_VIEW("b");
    s->categories[2] = NWS_VIEW("");
    s->tags[0] = NWS_VIEW("1.10");
    s->first_path[0] = s->categories[0];
    s->first_path[1] = s->categories[1];
    s->second_path[0] = NWS_VIEW("c");
    s->paths[0] = (nws_texts){s->first_path, 2};
    s->paths[1] = (nws_texts){s->second_path, 1};
    nws_fields *fields = &s->article.fields;
    fields->authors = (nws_texts){s->authors, COUNT(s->authors)};
    fields->categories = (nws_texts){s->categories, COUNT(s->categories)};
    fields->tags = (nws_texts){s->tags, COUNT(s->tags)};
    fields->paths = s->paths;
    fields->path_count = COUNT(s->paths);
}

static void make_rows(sample *s)
{
    s->images[0] = (nws_image){.src = NWS_VIEW("http://a/1.jpg"),
                               .displayed_src = NWS_VIEW("http://p/?http://a/1.jpg"),
                               .alt = NWS_VIEW(""),
                               .caption = NWS_VIEW("\u56FE"),
                               .caption_source = "figcaption",
                               .source = "data-original",
                               .width = 1080,
                               .height = 869,
                               .position = 12,
                               .lazy = true,
                               .is_cover = true};
    s->images[1] = (nws_image){.src = NWS_VIEW("/2.png"),
                               .displayed_src = NWS_VIEW("/2.png"),
                               .title = NWS_VIEW("t"),
                               .source = "src",
                               .position = 99};
    s->links[0] = (nws_link){.href = NWS_VIEW("http://b/"),
                             .displayed_href = NWS_VIEW("http://b/?utm_x"),
                             .text = NWS_VIEW("b"),
                             .rel = NWS_VIEW("nofollow"),
                             .external = true};
    s->links[1] =
        (nws_link){.href = NWS_VIEW("#c"), .displayed_href = NWS_VIEW("#c"), .text = NWS_VIEW("")};
    s->removals[0] = (nws_removal){.rule = NWS_RULE_POLICY_TAG,
                                   .action = NWS_AUDIT_UNWRAPPED,
                                   .count = 3,
                                   .start = 1,
                                   .end = 9,
                                   .tag = NWS_VIEW("font"),
                                   .attribute = NWS_VIEW(""),
                                   .value = NWS_VIEW("")};
    s->removals[1] = (nws_removal){.rule = NWS_RULE_FLOOR_ATTRIBUTE,
                                   .action = NWS_AUDIT_DROPPED,
                                   .count = 1,
                                   .tag = NWS_VIEW("div"),
                                   .attribute = NWS_VIEW("onclick"),
                                   .value = NWS_VIEW("x()")};
    s->diagnostics[0] = (nws_diagnostic){NWS_D_DUPLICATE_KEY, 5, 10, NWS_VIEW("title")};
    s->diagnostics[1] = (nws_diagnostic){NWS_D_BAD_DATE, 26, 31, NWS_VIEW("never")};
    s->diagnostics[2] = (nws_diagnostic){NWS_D_FLATTENED, 48, 48, NWS_VIEW("")};
    nws_article *article = &s->article;
    article->media = (nws_media){s->images, s->links, COUNT(s->images), COUNT(s->links)};
    article->audit.rows = s->removals;
    article->audit.count = COUNT(s->removals);
    article->audit.total = 4;
    article->diagnostics.items = s->diagnostics;
    article->diagnostics.count = COUNT(s->diagnostics);
    article->diagnostics.dropped = 2;
}

static void make_sample(sample *s)
{
    memset(s, 0, sizeof *s);
    make_lists(s);
    make_rows(s);
    nws_article *article = &s->article;
    article->source = nws_view_of(source, sizeof source - 1);
    article->body = nws_view_slice(article->source, 38, SIZE_MAX);
    article->format = NWS_FORMAT_YAML;
    article->encoding = "GBK";
    article->fields.title = NWS_VIEW("\u4E2D\u6587");
    article->fields.description = NWS_VIEW("");
    article->fields.date_text = NWS_VIEW("Mon, 19 Jul 2021 18:22:00 GMT");
    article->fields.date_source = "date";
    article->fields.date =
        (nws_date){.micros = 1626718920000000, .offset_minutes = 480, .precision = 5};
    article->fields.has_date = true;
    article->fields.updated.micros = 77; /* not used: has_updated is false */
    article->fields.draft = true;
    article->metadata = NWS_VIEW("{\"title\":\"\u4E2D\u6587\"}");
    article->html = NWS_VIEW("<p>body \u00E9</p>");
    article->text = NWS_VIEW("body \u00E9");
    article->counts = (nws_counts){2, 0, 5, 1};
    article->digest = 0x0123456789ABCDEF;
    article->simhash = UINT64_MAX;
    article->bytes = sizeof source - 1;
}

static nws_record *pack(const sample *s, nws_view path, bool keep_body)
{
    nws_record *record = NULL;
    CHECK(nws_record_pack(nws_allocator_libc(), path, &s->article, keep_body, &record) == NWS_OK);
    return record;
}

static void drop(nws_record *record)
{
    nws_record_free(nws_allocator_libc(), record);
}

/* ---- what goes in comes out ---- */

static void check_slots(const nws_record *record)
{
    CHECK_TEXT(nws_record_slot(record, NWS_SLOT_PATH), "posts/a.md");
    CHECK_TEXT(nws_record_slot(record, NWS_SLOT_TITLE), "\u4E2D\u6587");
    CHECK_TEXT(nws_record_slot(record, NWS_SLOT_DESCRIPTION), "");
    CHECK_TEXT(nws_record_slot(record, NWS_SLOT_DATE_TEXT), "Mon, 19 Jul 2021 18:22:00 GMT");
    CHECK_TEXT(nws_record_slot(record, NWS_SLOT_DATE_SOURCE), "date");
    CHECK(nws_record_slot(record, NWS_SLOT_SLUG).data == NULL);
    CHECK(nws_record_slot(record, NWS_SLOT_LANGUAGE).data == NULL);
    CHECK(nws_record_slot(record, NWS_SLOT_COVER).data == NULL);
    CHECK_TEXT(nws_record_slot(record, NWS_SLOT_FORMAT), "yaml");
    CHECK_TEXT(nws_record_slot(record, NWS_SLOT_ENCODING), "GBK");
    CHECK_TEXT(nws_record_slot(record, NWS_SLOT_METADATA), "{\"title\":\"\u4E2D\u6587\"}");
    CHECK_TEXT(nws_record_slot(record, NWS_SLOT_HTML), "<p>body \u00E9</p>");
    CHECK_TEXT(nws_record_slot(record, NWS_SLOT_TEXT), "body \u00E9");
    CHECK_TEXT(nws_record_slot(record, NWS_SLOT_BODY), "body \u00E9\rx\ny\n");
}

static void check_scalars(const nws_record *record)
{
    const nws_scalars scalars = nws_record_scalars(record);
    CHECK(scalars.bytes == (int64_t)sizeof source - 1 && scalars.digest == 0x0123456789ABCDEF &&
          scalars.simhash == UINT64_MAX);
    CHECK(scalars.has_date && scalars.date == 1626718920000000 && scalars.date_offset == 480 &&
          scalars.date_precision == NWS_PRECISION_SECOND && scalars.date_zone == NWS_ZONE_EXPLICIT);
    CHECK(!scalars.has_updated && scalars.updated == 0 && scalars.draft);
    CHECK(scalars.counts.words == 2 && scalars.counts.characters == 5 &&
          scalars.counts.reading_seconds == 1);
    CHECK(scalars.removal_count == 4 && scalars.diagnostic_count == 5);
}

static void check_lists(const nws_record *record)
{
    CHECK(nws_record_count(record, NWS_LIST_AUTHORS) == 2);
    CHECK_TEXT(nws_record_item(record, NWS_LIST_AUTHORS, 1), "\u65B0\u5A92\u4F53");
    CHECK(nws_record_count(record, NWS_LIST_CATEGORIES) == 3);
    CHECK_TEXT(nws_record_item(record, NWS_LIST_CATEGORIES, 2), "");
    CHECK(nws_record_count(record, NWS_LIST_TAGS) == 1);
    CHECK_TEXT(nws_record_item(record, NWS_LIST_TAGS, 0), "1.10");
    CHECK(nws_record_paths(record) == 2 && nws_record_depth(record, 0) == 2 &&
          nws_record_depth(record, 1) == 1);
    CHECK_TEXT(nws_record_step(record, 0, 1), "b");
    CHECK_TEXT(nws_record_step(record, 1, 0), "c");
}

static void check_media(const nws_record *record)
{
    CHECK(nws_record_images(record) == 2 && nws_record_links(record) == 2);
    const nws_image lazy = nws_record_image(record, 0), plain = nws_record_image(record, 1);
    CHECK_TEXT(lazy.src, "http://a/1.jpg");
    CHECK_TEXT(lazy.displayed_src, "http://p/?http://a/1.jpg");
    CHECK_TEXT(lazy.alt, "");
    CHECK(lazy.title.data == NULL);
    CHECK_TEXT(lazy.caption, "\u56FE");
    CHECK(strcmp(lazy.source, "data-original") == 0);
    CHECK(strcmp(lazy.caption_source, "figcaption") == 0);
    CHECK(lazy.width == 1080 && lazy.height == 869 && lazy.position == 12);
    CHECK(lazy.lazy && lazy.is_cover && !plain.lazy && !plain.is_cover);
    CHECK_TEXT(plain.displayed_src, "/2.png");
    CHECK(plain.alt.data == NULL && plain.caption_source == NULL);
    CHECK_TEXT(plain.title, "t");
    const nws_link away = nws_record_link(record, 0), near = nws_record_link(record, 1);
    CHECK_TEXT(away.href, "http://b/");
    CHECK_TEXT(away.rel, "nofollow");
    CHECK_TEXT(away.displayed_href, "http://b/?utm_x");
    CHECK_TEXT(near.displayed_href, "#c");
    CHECK(away.external && !near.external && near.rel.data == NULL);
    CHECK_TEXT(near.text, "");
}

static void check_findings(const nws_record *record)
{
    CHECK(nws_record_removals(record) == 2 && nws_record_diagnostics(record) == 3);
    const nws_removal font = nws_record_removal(record, 0), click = nws_record_removal(record, 1);
    CHECK(font.rule == NWS_RULE_POLICY_TAG && font.action == NWS_AUDIT_UNWRAPPED);
    CHECK(font.count == 3 && font.start == 1 && font.end == 9);
    CHECK_TEXT(font.tag, "font");
    CHECK_TEXT(click.attribute, "onclick");
    CHECK_TEXT(click.value, "x()");
    for (uint32_t i = 0; i < 3; i++) {
        const nws_record_diagnostic got = nws_record_diagnostic_at(record, i);
        const nws_position place =
            nws_position_of(nws_view_of(source, sizeof source - 1), got.start);
        CHECK(got.line == place.line && got.column == place.column);
    }
    const nws_record_diagnostic date = nws_record_diagnostic_at(record, 1);
    CHECK(date.code == NWS_D_BAD_DATE && date.line == 3 && date.column == 7);
    CHECK(date.start == 26 && date.end == 31);
    CHECK_TEXT(date.detail, "never");
    CHECK(nws_record_diagnostic_at(record, 2).line == 7);
}

static void check_all(const nws_record *record)
{
    check_slots(record);
    check_scalars(record);
    check_lists(record);
    check_media(record);
    check_findings(record);
}

static void test_round_trip(void)
{
    static sample s;
    make_sample(&s);
    nws_record *record = pack(&s, NWS_VIEW("posts/a.md"), true);
    check_all(record);
    nws_record *copy = NULL;
    CHECK(nws_record_unpack(nws_allocator_libc(), nws_record_bytes(record), &copy) == NWS_OK);
    check_all(copy);
    CHECK(nws_view_equal(nws_record_bytes(record), nws_record_bytes(copy)));
    drop(copy);
    drop(record);
}

/* Places in any order of diagnostics, at every offset, agree with nws_position_of. */
static void test_places(void)
{
    static sample s;
    make_sample(&s);
    enum { PLACES = sizeof source + 2 };
    nws_diagnostic items[PLACES];
    for (int backwards = 0; backwards < 2; backwards++) {
        for (uint32_t i = 0; i < PLACES; i++)
            items[i] =
                (nws_diagnostic){.start = backwards ? PLACES - 1 - i : i, .detail = NWS_VIEW("")};
        s.article.diagnostics.items = items;
        s.article.diagnostics.count = PLACES;
        nws_record *record = pack(&s, NWS_VIEW_NONE, false);
        bool same = true;
        for (uint32_t i = 0; i < PLACES; i++) {
            const nws_record_diagnostic got = nws_record_diagnostic_at(record, i);
            const nws_position place = nws_position_of(s.article.source, items[i].start);
            same = same && got.line == place.line && got.column == place.column;
        }
        CHECK(same);
        drop(record);
    }
}

static void test_failed_file(void)
{
    nws_record *record = NULL, *copy = NULL;
    CHECK(nws_record_pack(nws_allocator_libc(), NWS_VIEW("gone.md"), NULL, true, &record) ==
          NWS_OK);
    CHECK_TEXT(nws_record_slot(record, NWS_SLOT_PATH), "gone.md");
    CHECK_TEXT(nws_record_slot(record, NWS_SLOT_HTML), "");
    CHECK_TEXT(nws_record_slot(record, NWS_SLOT_TEXT), "");
    CHECK_TEXT(nws_record_slot(record, NWS_SLOT_METADATA), "{}");
    CHECK(nws_record_slot(record, NWS_SLOT_TITLE).data == NULL);
    CHECK(nws_record_images(record) == 0 && nws_record_paths(record) == 0);
    CHECK(nws_record_unpack(nws_allocator_libc(), nws_record_bytes(record), &copy) == NWS_OK);
    drop(copy);
    drop(record);
    nws_record_free(nws_allocator_libc(), NULL);
}

/* ---- equality ---- */

static void test_equality(void)
{
    static sample s;
    make_sample(&s);
    nws_record *record = pack(&s, NWS_VIEW("posts/a.md"), true);
    nws_record *moved = pack(&s, NWS_VIEW("elsewhere/b.md"), false);
    CHECK(nws_record_equal(record, record) && nws_record_equal(record, moved));
    CHECK(nws_record_hash(record) == nws_record_hash(moved));
    CHECK(nws_record_slot(moved, NWS_SLOT_BODY).data == NULL);

    /* A record of the same contents in other memory. */
    static sample twin;
    make_sample(&twin);
    nws_record *second = pack(&twin, NWS_VIEW_NONE, false);
    CHECK(nws_record_equal(record, second) && nws_record_hash(record) == nws_record_hash(second));
    drop(second);

    /* Each change counts. */
    for (int change = 0; change < 9; change++) {
        make_sample(&twin);
        switch (change) {
        case 0: twin.article.fields.title = NWS_VIEW("\u4E2D\u5B57"); break;
        case 1: twin.article.fields.description = NWS_VIEW_NONE; break;
        case 2: twin.article.counts.words++; break;
        case 3: twin.article.fields.authors.count--; break;
        case 4: twin.images[1].title = NWS_VIEW_NONE; break;
        case 5: twin.removals[0].count++; break;
        case 6: twin.diagnostics[1].detail = NWS_VIEW("nevel"); break;
        case 7: twin.links[1].rel = NWS_VIEW(""); break;
        default: twin.paths[0].count--; break;
        }
        second = pack(&twin, NWS_VIEW("posts/a.md"), true);
        CHECK(!nws_record_equal(record, second));
        CHECK(nws_record_hash(record) != nws_record_hash(second));
        drop(second);
    }
    drop(moved);
    drop(record);
}

/* The hash of a record is kept by users (and compared between machines). */
static void test_hash_is_fixed(void)
{
    nws_record *record = NULL;
    CHECK(nws_record_pack(nws_allocator_libc(), NWS_VIEW_NONE, NULL, false, &record) == NWS_OK);
    const uint64_t hash = nws_record_hash(record);
    if (!CHECK(hash == UINT64_C(0x90F2FEFC976E2DBF)))
        fprintf(stderr, "  %llx\n", (unsigned long long)hash);
    drop(record);
}

static void test_replace(void)
{
    static sample s, twin;
    make_sample(&s);
    make_sample(&twin);
    nws_record *record = pack(&s, NWS_VIEW("posts/a.md"), true);
    const nws_slot slots[] = {NWS_SLOT_TITLE, NWS_SLOT_PATH, NWS_SLOT_SLUG, NWS_SLOT_DESCRIPTION,
                              NWS_SLOT_TEXT};
    const nws_view values[] = {NWS_VIEW("a much longer title"), NWS_VIEW_NONE, NWS_VIEW("slug"),
                               NWS_VIEW_NONE, NWS_VIEW_NONE};
    nws_record *changed = NULL;
    CHECK(nws_record_replace(nws_allocator_libc(), record, slots, values, COUNT(slots), &changed) ==
          NWS_OK);
    CHECK_TEXT(nws_record_slot(changed, NWS_SLOT_TITLE), "a much longer title");
    CHECK_TEXT(nws_record_slot(changed, NWS_SLOT_SLUG), "slug");
    CHECK_TEXT(nws_record_slot(changed, NWS_SLOT_TEXT), "");
    CHECK_TEXT(nws_record_slot(changed, NWS_SLOT_BODY), "body \u00E9\rx\ny\n");
    CHECK(nws_record_slot(changed, NWS_SLOT_PATH).data == NULL);
    check_lists(changed);
    check_media(changed);
    check_findings(changed);

    /* The same as if it had been packed so. */
    twin.article.fields.title = values[0];
    twin.article.fields.slug = values[2];
    twin.article.fields.description = NWS_VIEW_NONE;
    twin.article.text = NWS_VIEW("");
    nws_record *packed = pack(&twin, NWS_VIEW_NONE, true);
    CHECK(nws_view_equal(nws_record_bytes(changed), nws_record_bytes(packed)));
    drop(packed);
    drop(changed);
    drop(record);
}

/* ---- bytes from anywhere ---- */

static size_t touched; /* so that reading is not optimized away */

static void touch(nws_view text)
{
    CHECK(nws_utf8_valid(text) == text.length);
    touched += text.length;
    for (size_t i = 0; i < text.length; i++)
        touched += (unsigned char)text.data[i];
}

static void touch_name(const char *name)
{
    if (name != NULL)
        touched += strlen(name);
}

/* Reads every byte that a record hands out. */
static void touch_all(const nws_record *record)
{
    for (unsigned i = 0; i < NWS_SLOT_COUNT; i++)
        touch(nws_record_slot(record, (nws_slot)i));
    for (unsigned list = 0; list < NWS_LIST_COUNT; list++)
        for (uint32_t i = 0; i < nws_record_count(record, (nws_list)list); i++)
            touch(nws_record_item(record, (nws_list)list, i));
    for (uint32_t path = 0; path < nws_record_paths(record); path++)
        for (uint32_t i = 0; i < nws_record_depth(record, path); i++)
            touch(nws_record_step(record, path, i));
    for (uint32_t i = 0; i < nws_record_images(record); i++) {
        const nws_image image = nws_record_image(record, i);
        touch(image.src);
        touch(image.displayed_src);
        touch(image.alt);
        touch(image.title);
        touch(image.caption);
        touch_name(image.source);
        touch_name(image.caption_source);
    }
    for (uint32_t i = 0; i < nws_record_links(record); i++) {
        const nws_link link = nws_record_link(record, i);
        touch(link.href);
        touch(link.text);
        touch(link.rel);
    }
    for (uint32_t i = 0; i < nws_record_removals(record); i++) {
        const nws_removal removal = nws_record_removal(record, i);
        touch(removal.tag);
        touch(removal.attribute);
        touch(removal.value);
        touch_name(nws_rule_name((nws_rule)removal.rule));
        touch_name(nws_action_name((nws_audit_action)removal.action));
    }
    for (uint32_t i = 0; i < nws_record_diagnostics(record); i++) {
        const nws_record_diagnostic diagnostic = nws_record_diagnostic_at(record, i);
        touch(diagnostic.detail);
        touch_name(nws_diagnostic_about((nws_diagnostic_code)diagnostic.code)->code);
    }
    touched += (size_t)nws_record_hash(record);
}

/* A record is refused, or can be read, replaced and packed again; nothing in between. */
static bool try_bytes(nws_view bytes)
{
    nws_record *record = NULL;
    const nws_status status = nws_record_unpack(nws_allocator_libc(), bytes, &record);
    CHECK(status == NWS_OK || status == NWS_E_ARGUMENT);
    if (status != NWS_OK)
        return false;
    touch_all(record);
    const nws_slot slot = NWS_SLOT_TITLE;
    const nws_view value = NWS_VIEW("other");
    nws_record *changed = NULL;
    CHECK(nws_record_replace(nws_allocator_libc(), record, &slot, &value, 1, &changed) == NWS_OK);
    touch_all(changed);
    drop(changed);
    drop(record);
    return true;
}

static void test_corrupted_bytes(void)
{
    static sample s;
    make_sample(&s);
    nws_record *record = pack(&s, NWS_VIEW("posts/\u00E9.md"), true);
    const nws_view bytes = nws_record_bytes(record);
    static const unsigned char flips[] = {0x01, 0x80, 0xFF, 0x7F, 0x10};
    size_t refused = 0;
    for (size_t i = 0; i < bytes.length; i++) {
        for (size_t j = 0; j < sizeof flips; j++) {
            char *copy = malloc(bytes.length);
            memcpy(copy, bytes.data, bytes.length);
            copy[i] = (char)((unsigned char)copy[i] ^ flips[j]);
            refused += !try_bytes(nws_view_of(copy, bytes.length));
            free(copy);
        }
    }
    CHECK(refused > bytes.length); /* most of a record is structure */
    for (size_t length = 0; length < bytes.length; length++) {
        char *copy = malloc(length + 1);
        memcpy(copy, bytes.data, length);
        CHECK(!try_bytes(nws_view_of(copy, length)));
        free(copy);
    }
    /* Bytes at an odd address, as a pickle gives them. */
    char *odd = malloc(bytes.length + 1);
    memcpy(odd + 1, bytes.data, bytes.length);
    CHECK(try_bytes(nws_view_of(odd + 1, bytes.length)));
    free(odd);
    CHECK(!try_bytes(NWS_VIEW_NONE));
    drop(record);
}

/* Words of four bytes set to what offsets and counts are most wrong with. */
static void test_corrupted_words(void)
{
    static sample s;
    make_sample(&s);
    nws_record *record = pack(&s, NWS_VIEW("posts/a.md"), true);
    const nws_view bytes = nws_record_bytes(record);
    const uint32_t words[] = {
        0, 1, 0x7FFFFFFF, 0x80000000, UINT32_MAX, UINT32_MAX - 1, (uint32_t)bytes.length};
    for (size_t i = 0; i + 4 <= bytes.length; i += 4) {
        for (size_t j = 0; j < COUNT(words); j++) {
            char *copy = malloc(bytes.length);
            memcpy(copy, bytes.data, bytes.length);
            memcpy(copy + i, &words[j], 4);
            (void)try_bytes(nws_view_of(copy, bytes.length));
            free(copy);
        }
    }
    drop(record);
}

/* ---- memory ---- */

static void test_memory(void)
{
    static sample s;
    make_sample(&s);
    harness_memory memory = {.calls = 0};
    const nws_allocator allocator = harness_allocator(&memory);
    const nws_slot slot = NWS_SLOT_SLUG;
    const nws_view value = NWS_VIEW("s");
    bool done = false;
    for (size_t fail_at = 1; !done && fail_at < 100; fail_at++) {
        memory.calls = 0;
        memory.fail_at = fail_at;
        nws_record *record = NULL, *copy = NULL, *changed = NULL;
        nws_status status = nws_record_pack(&allocator, NWS_VIEW("a"), &s.article, true, &record);
        if (status == NWS_OK)
            status = nws_record_unpack(&allocator, nws_record_bytes(record), &copy);
        if (status == NWS_OK)
            status = nws_record_replace(&allocator, copy, &slot, &value, 1, &changed);
        CHECK(status == NWS_OK || status == NWS_E_MEMORY);
        done = status == NWS_OK;
        CHECK(done == (fail_at > 4)); /* places, record, copy, changed */
        nws_record_free(&allocator, changed);
        nws_record_free(&allocator, copy);
        nws_record_free(&allocator, record);
        CHECK(memory.live == 0);
    }
    CHECK(done);
}

int main(void)
{
    test_round_trip();
    test_places();
    test_failed_file();
    test_equality();
    test_hash_is_fixed();
    test_replace();
    test_corrupted_bytes();
    test_corrupted_words();
    test_memory();
    return harness_report();
}
