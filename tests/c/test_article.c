/* The whole pipeline: files in, articles out; every diagnostic of the orchestration, every limit,
 * every failing allocation, and one real file.
 */
#include "article/article.h"
#include "article/record.h"
#include "base/file.h"

#include "harness.h"

/* ---- fixture ---- */

static nws_policy policy;

static nws_options default_options(void)
{
    return (nws_options){
        .policy = &policy, .zone = NWS_ZONE_UTC, .limits = (nws_limits)NWS_LIMITS_DEFAULT};
}

typedef struct fixture {
    nws_workspace workspace;
    nws_options options;
    nws_article article;
    nws_error error;
} fixture;

static void open_fixture(fixture *f)
{
    memset(f, 0, sizeof *f);
    nws_workspace_init(&f->workspace, nws_allocator_libc());
    f->options = default_options();
}

static void close_fixture(fixture *f)
{
    nws_workspace_free(&f->workspace);
}

static nws_status make(fixture *f, nws_view data)
{
    return nws_article_make(&f->workspace, data, &f->options, &f->article, &f->error);
}

/* How often a diagnostic was made; the last one's place goes to *start when it is not NULL. */
static unsigned said(const nws_article *article, nws_diagnostic_code code, uint32_t *start)
{
    unsigned times = 0;
    for (uint32_t i = 0; i < article->diagnostics.count; i++) {
        if (article->diagnostics.items[i].code != code)
            continue;
        times++;
        if (start != NULL)
            *start = article->diagnostics.items[i].start;
    }
    return times;
}

static bool contains(nws_view text, nws_view part)
{
    for (size_t i = 0; i + part.length <= text.length; i++)
        if (memcmp(text.data + i, part.data, part.length) == 0)
            return true;
    return false;
}

static const char post[] = "\n---\n"
                           "title: Two posts\n"
                           "author: [Ada, Bob]\n"
                           "tags: one\n"
                           "date: 2021-07-19 18:22:00\n"
                           "---\n"
                           "<p onclick=x>It's <b>one</b> <script>no</script>word.</p>\n"
                           "<p>\u4E2D\u6587 <a href=\"http://a.example/\">link</a></p>\n"
                           "<img src=\"http://a.example/1.jpg\" alt=\"first\">\n";

/* ---- the picture ---- */

static void test_whole(void)
{
    fixture f;
    open_fixture(&f);
    CHECK(make(&f, NWS_VIEW(post)) == NWS_OK);
    const nws_article *article = &f.article;
    CHECK(article->format == NWS_FORMAT_YAML && f.error.code == NULL);
    CHECK_TEXT(nws_view_of(article->encoding, strlen(article->encoding)), "UTF-8");
    CHECK(article->bytes == sizeof post - 1 && article->source.data == post);
    CHECK_TEXT(article->fields.title, "Two posts");
    CHECK(article->fields.authors.count == 2);
    CHECK(article->fields.has_date && article->fields.date.micros == 1626718920000000);
    CHECK_TEXT(article->metadata, "{\"title\":\"Two posts\",\"author\":[\"Ada\",\"Bob\"],"
                                  "\"tags\":\"one\",\"date\":\"2021-07-19 18:22:00\"}");
    CHECK(article->body.data + article->body.length == post + sizeof post - 1);
    CHECK(nws_view_starts(article->body, NWS_VIEW("<p onclick")));
    CHECK_TEXT(article->text, "It's one word.\n\n\u4E2D\u6587 link");
    CHECK(!contains(article->html, NWS_VIEW("script")) && contains(article->html, NWS_VIEW("<b>")));
    CHECK(article->media.image_count == 1 && article->media.link_count == 1);
    CHECK(article->counts.words == 6 && article->counts.han == 2);
    CHECK(article->counts.characters == 18 && article->counts.reading_seconds == 2);
    CHECK(article->digest != 0 && article->simhash != 0);
    CHECK(article->audit.total >= 2 && article->diagnostics.count == 0);
    close_fixture(&f);
}

static void test_no_header(void)
{
    fixture f;
    open_fixture(&f);
    CHECK(make(&f, NWS_VIEW("<p>only a body")) == NWS_OK);
    CHECK(f.article.format == NWS_FORMAT_NONE && f.article.front.data == NULL);
    CHECK_TEXT(f.article.metadata, "{}");
    CHECK_TEXT(f.article.body, "<p>only a body");
    CHECK_TEXT(f.article.html, "<p>only a body</p>");
    CHECK(f.article.fields.title.data == NULL && f.article.fields.language.data == NULL);
    CHECK(f.article.diagnostics.count == 0);

    CHECK(make(&f, NWS_VIEW("---\n---\n<p>x")) == NWS_OK); /* an empty header is a header */
    CHECK(f.article.format == NWS_FORMAT_YAML);
    CHECK_TEXT(f.article.metadata, "{}");
    CHECK_TEXT(f.article.body, "<p>x");
    CHECK(f.article.diagnostics.count == 0);
    close_fixture(&f);
}

static void test_empty(void)
{
    fixture f;
    open_fixture(&f);
    const nws_view cases[] = {NWS_VIEW_NONE, NWS_VIEW(""), NWS_VIEW("\xEF\xBB\xBF")};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CHECK(make(&f, cases[i]) == NWS_OK);
        CHECK(said(&f.article, NWS_D_EMPTY_FILE, NULL) == 1 && f.article.diagnostics.count == 1);
        CHECK_TEXT(f.article.metadata, "{}");
        CHECK_TEXT(f.article.html, "");
        CHECK_TEXT(f.article.text, "");
        CHECK_TEXT(f.article.body, "");
        CHECK(f.article.digest == 0 && f.article.counts.words == 0);
    }
    CHECK(nws_article_read(&f.workspace, NWS_VIEW_NONE, &f.options, &f.article, NULL) == NWS_OK);
    CHECK(said(&f.article, NWS_D_EMPTY_FILE, NULL) == 1);
    close_fixture(&f);
}

static void test_fence_flaws(void)
{
    fixture f;
    open_fixture(&f);
    uint32_t start = 0;
    CHECK(make(&f, NWS_VIEW("\n\n---\ntitle: x\n<p>y")) == NWS_OK);
    CHECK(said(&f.article, NWS_D_UNCLOSED, &start) == 1 && start == 2);
    CHECK_TEXT(f.article.body, "\n\n---\ntitle: x\n<p>y");
    CHECK_TEXT(f.article.metadata, "{}");

    CHECK(make(&f, NWS_VIEW("---js\nwindow.x = 1\n---\n<p>y")) == NWS_OK);
    CHECK(said(&f.article, NWS_D_UNSUPPORTED_FENCE, &start) == 1 && start == 0);
    CHECK_TEXT(f.article.diagnostics.items[0].detail, "---js");
    CHECK_TEXT(f.article.body, "<p>y");
    CHECK(f.article.format == NWS_FORMAT_NONE);

    CHECK(make(&f, NWS_VIEW("---\n- just\n- a list\n---\n<p>y")) == NWS_OK);
    CHECK(said(&f.article, NWS_D_NOT_MAPPING, &start) == 1 && start == 0);
    CHECK(f.article.format == NWS_FORMAT_NONE && f.article.front.data == NULL);
    CHECK_TEXT(f.article.body, "---\n- just\n- a list\n---\n<p>y"); /* nothing is lost */
    CHECK_TEXT(f.article.metadata, "{}");
    close_fixture(&f);
}

/* ---- other formats ---- */

typedef struct seen {
    nws_format format;
    nws_view front;
    size_t offset;
    nws_status answer;
    nws_value_kind kind;
} seen;

static nws_status read_seen(void *context, nws_format format, nws_view front, size_t offset,
                            nws_arena *arena, nws_diagnostics *diagnostics, nws_value *value)
{
    seen *saw = context;
    saw->format = format;
    saw->front = front;
    saw->offset = offset;
    (void)arena;
    static nws_entry entry = {
        .key = {.kind = NWS_VALUE_TEXT, .text = {"title", 5}},
        .value = {.kind = NWS_VALUE_TEXT, .text = {"from reader", 11}},
    };
    *value = (nws_value){.kind = (uint8_t)saw->kind};
    if (saw->kind == NWS_VALUE_MAP) {
        value->count = 1;
        value->as.entries = &entry;
    } else if (saw->answer == NWS_OK) {
        NWS_TRY(nws_diagnostics_add(diagnostics, NWS_D_TOML_SYNTAX, offset, offset, NWS_VIEW("")));
    }
    return saw->answer;
}

static void test_front_reader(void)
{
    fixture f;
    open_fixture(&f);
    static const char text[] = "+++\ntitle = 'x'\n+++\n<p>y";
    CHECK(make(&f, NWS_VIEW(text)) == NWS_OK);
    CHECK(said(&f.article, NWS_D_UNSUPPORTED_FENCE, NULL) == 1);
    CHECK(f.article.format == NWS_FORMAT_TOML);
    CHECK_TEXT(f.article.body, "<p>y");

    seen saw = {.kind = NWS_VALUE_MAP};
    f.options.front_reader = (nws_front_reader){read_seen, &saw};
    CHECK(make(&f, NWS_VIEW(text)) == NWS_OK);
    CHECK(saw.format == NWS_FORMAT_TOML && saw.offset == 4);
    CHECK_TEXT(saw.front, "title = 'x'\n");
    CHECK_TEXT(f.article.fields.title, "from reader");
    CHECK_TEXT(f.article.metadata, "{\"title\":\"from reader\"}");

    saw = (seen){.kind = NWS_VALUE_NULL};
    CHECK(make(&f, NWS_VIEW(text)) == NWS_OK);
    CHECK(said(&f.article, NWS_D_TOML_SYNTAX, NULL) == 1);
    CHECK_TEXT(f.article.body, "<p>y");
    CHECK_TEXT(f.article.metadata, "{}");

    saw = (seen){.kind = NWS_VALUE_NULL, .answer = NWS_E_SYNTAX};
    CHECK(make(&f, NWS_VIEW(text)) == NWS_E_SYNTAX && f.error.status == NWS_E_SYNTAX);
    CHECK(f.error.code != NULL && f.error.message != NULL);
    saw.answer = NWS_E_STOP;
    CHECK(make(&f, NWS_VIEW(text)) == NWS_E_STOP && f.error.status == NWS_E_STOP);
    close_fixture(&f);
}

/* ---- decoding ---- */

static void test_decoding(void)
{
    fixture f;
    open_fixture(&f);
    uint32_t start = 0;
    CHECK(make(&f, NWS_VIEW("\xEF\xBB\xBF---\ntitle: x\n---\n<p>y")) == NWS_OK);
    CHECK_TEXT(f.article.fields.title, "x");
    CHECK(f.article.diagnostics.count == 0);

    CHECK(make(&f, NWS_VIEW("---\ntitle: x\n---\n<p>caf\xE9</p>")) == NWS_OK);
    CHECK(f.article.diagnostics.count == 1);
    CHECK(said(&f.article, NWS_D_ENCODING_GUESSED, NULL) == 1);
    CHECK_TEXT(f.article.text, "caf\u00E9");

    f.options.encoding = "GBK";
    CHECK(make(&f, NWS_VIEW("<p>\xD6\xD0\xCE\xC4")) == NWS_OK);
    CHECK_TEXT(f.article.text, "\u4E2D\u6587");
    CHECK_TEXT(nws_view_of(f.article.encoding, strlen(f.article.encoding)), "GBK");
    CHECK(f.article.diagnostics.count == 0 && f.article.bytes == 7);
    f.options.encoding = NULL;

    static const char binary[] = "\x89PNG\0\0\0\0\0\0\0\0\xFF\xFE\0\0\0\0";
    CHECK(make(&f, NWS_VIEW(binary)) == NWS_OK);
    CHECK(said(&f.article, NWS_D_BINARY, NULL) == 1);
    CHECK(said(&f.article, NWS_D_BAD_UTF8, &start) == 1 && start == 0);
    close_fixture(&f);
}

static void test_text(void)
{
    fixture f;
    open_fixture(&f);
    const nws_view text = NWS_VIEW("\uFEFF---\ntitle: x\n---\n<p>a\uFFFDb");
    CHECK(nws_article_read(&f.workspace, text, &f.options, &f.article, &f.error) == NWS_OK);
    CHECK_TEXT(f.article.fields.title, "x");
    CHECK_TEXT(f.article.body, "<p>a\uFFFDb");
    CHECK(f.article.diagnostics.count == 0);
    CHECK(nws_article_surrogates(&f.article, 0, 0) == NWS_OK && f.article.diagnostics.count == 0);
    uint32_t start = 0;
    CHECK(nws_article_surrogates(&f.article, 1, 24) == NWS_OK);
    CHECK(said(&f.article, NWS_D_LONE_SURROGATE, &start) == 1 && start == 24);
    close_fixture(&f);
}

/* ---- limits ---- */

static void test_limits(void)
{
    fixture f;
    open_fixture(&f);
    const nws_view text = NWS_VIEW("---\ntitle: x\n---\n<p>0123456789");
    f.options.limits.body = 13;
    CHECK(make(&f, text) == NWS_OK);
    f.options.limits.body = 12;
    CHECK(make(&f, text) == NWS_E_LIMIT && f.error.status == NWS_E_LIMIT);
    CHECK(f.error.code != NULL && strcmp(f.error.code, "too_large") == 0);
    CHECK(f.error.offset == 17);
    CHECK(nws_article_make(&f.workspace, text, &f.options, &f.article, NULL) == NWS_E_LIMIT);
    f.options.limits.body = 1;
    f.options.limits.front = 1;
    CHECK(make(&f, text) == NWS_E_LIMIT && strcmp(f.error.code, "too_large") == 0);

    f.options = default_options();
    f.options.limits.front = 9;
    CHECK(make(&f, text) == NWS_OK);
    CHECK(f.article.diagnostics.count == 0);
    f.options.limits.front = 8;
    CHECK(make(&f, text) == NWS_OK);
    CHECK(said(&f.article, NWS_D_FRONT_LIMIT, NULL) == 1);
    CHECK_TEXT(f.article.metadata, "{}");
    CHECK_TEXT(f.article.front, "title: x\n");
    CHECK_TEXT(f.article.text, "0123456789");

    f.options = default_options();
    f.options.limits.diagnostics = 0;
    CHECK(make(&f, NWS_VIEW("---\ntitle: x")) == NWS_OK);
    CHECK(f.article.diagnostics.count == 0 && f.article.diagnostics.dropped == 1);
    close_fixture(&f);
}

static void test_deep(void)
{
    fixture f;
    open_fixture(&f);
    static char text[5 * 3000 + 8] = "---\n---\n";
    for (size_t i = 0; i < 3000; i++)
        memcpy(text + 8 + 5 * i, "<div>", 5);
    uint32_t start = 0;
    CHECK(make(&f, nws_view_of(text, sizeof text)) == NWS_OK);
    CHECK(said(&f.article, NWS_D_FLATTENED, &start) == 1 && start == 8);
    close_fixture(&f);
}

static void test_strict(void)
{
    fixture f;
    open_fixture(&f);
    const nws_view text = NWS_VIEW("---\ntitle: x\ntitle: y\n---\n<p>z");
    CHECK(make(&f, text) == NWS_OK);
    CHECK_TEXT(f.article.fields.title, "y");
    CHECK(said(&f.article, NWS_D_DUPLICATE_KEY, NULL) == 1);
    f.options.strict = true;
    CHECK(make(&f, text) == NWS_E_SYNTAX && f.error.status == NWS_E_SYNTAX && f.error.code != NULL);
    CHECK(f.error.offset >= 4 && f.error.offset < 22);
    close_fixture(&f);
}

/* Diagnostics are in the order of the file, whoever made them. */
static void test_order(void)
{
    fixture f;
    open_fixture(&f);
    CHECK(make(&f, NWS_VIEW("---\ndate: never\ndraft: [1]\ntitle: a\ntitle: b\n"
                            "updated: 2021-02-31\ntitle: c\n---\n<p>caf\xFF")) == NWS_OK);
    CHECK(f.article.diagnostics.count >= 5);
    for (uint32_t i = 1; i < f.article.diagnostics.count; i++)
        CHECK(f.article.diagnostics.items[i - 1].start <= f.article.diagnostics.items[i].start);
    close_fixture(&f);
}

/* ---- the cover ---- */

static void test_cover(void)
{
    static const struct {
        const char *header, *body, *cover;
        int shown; /* index of the image that is the cover, or -1 */
    } cases[] = {
        {"title: x\n", "<p>none", NULL, -1},
        {"title: x\n", "<img src=/1.png><img src=/2.png>", "/1.png", 0},
        {"cover: ''\n", "<img src=/1.png>", "/1.png", 0},
        {"cover: false\n", "<img src=/1.png>", "/1.png", 0},
        {"cover: false\ntop_img: /2.png\n", "<img src=/1.png>", "/2.png", -1},
        {"cover: {relative: false, image: /2.png}\n", "<p>none", "/2.png", -1},
        {"cover: /2.png\n", "<img src=/1.png><img src=/2.png>", "/2.png", 1},
        {"cover: /3.png\n", "<img src=/1.png>", "/3.png", -1},
        {"cover: http://p.example/?http://a.example/2.png\n",
         "<img src=/1.png><img src=http://a.example/2.png>", "http://a.example/2.png", 1},
        {"cover: http://a.example/2.png\n",
         "<img src=/1.png><img src=http://p.example/?http://a.example/2.png>",
         "http://a.example/2.png", 1},
        {"cover: 'javascript:alert(1)'\n", "<img src=/1.png>", "/1.png", 0},
        {"cover: mailto:a@b.example\n", "<img src=/1.png>", "/1.png", 0},
        {"cover: 'data:text/html,x'\n", "<img src=/1.png>", "/1.png", 0},
        {"cover: 'data:image/gif;base64,R0lG'\n", "<p>x", "data:image/gif;base64,R0lG", -1},
        {"cover: 'http://p.example/?javascript:alert(1)'\n", "<p>x",
         "http://p.example/?javascript:alert(1)", -1},
    };
    fixture f;
    open_fixture(&f);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[512];
        const int length =
            snprintf(text, sizeof text, "---\n%s---\n%s", cases[i].header, cases[i].body);
        CHECK(make(&f, nws_view_of(text, (size_t)length)) == NWS_OK);
        if (cases[i].cover == NULL)
            CHECK(f.article.fields.cover.data == NULL);
        else
            CHECK_TEXT(f.article.fields.cover, cases[i].cover);
        for (uint32_t j = 0; j < f.article.media.image_count; j++)
            CHECK(f.article.media.images[j].is_cover == (cases[i].shown == (int)j));
    }
    CHECK(make(&f, NWS_VIEW("---\ncover: 'javascript:x'\n---\n")) == NWS_OK);
    CHECK(said(&f.article, NWS_D_BAD_FIELD, NULL) == 1);
    f.options.base_url = NWS_VIEW("http://b.example/posts/");
    CHECK(make(&f, NWS_VIEW("---\ncover: 1.png\n---\n<img src=1.png>")) == NWS_OK);
    CHECK_TEXT(f.article.fields.cover, "http://b.example/posts/1.png");
    CHECK(f.article.media.image_count == 1 && f.article.media.images[0].is_cover);
    close_fixture(&f);
}

/* ---- memory ---- */

static nws_record *pack(const nws_article *article)
{
    nws_record *record = NULL;
    CHECK(nws_record_pack(nws_allocator_libc(), NWS_VIEW("a"), article, true, &record) == NWS_OK);
    return record;
}

/* Each allocation fails once, and from then on: the workspace serves the next file all the same. */
static void test_memory(void)
{
    harness_memory memory = {.calls = 0};
    const nws_allocator allocator = harness_allocator(&memory);
    const nws_options options = default_options();
    static char body[64 * 1024]; /* more than the arena's first chunk */
    size_t length = 0;
    for (; length + 512 < sizeof body; length += strlen(body + length))
        snprintf(body + length, 512, "%s<p>caf\xE9 <img src=/%zu>", length > 0 ? "" : post + 1,
                 length);
    nws_article article;
    nws_record *wanted = NULL;
    size_t failures = 0;
    for (int once = 0; once < 2; once++) {
        bool done = false;
        for (size_t fail_at = 1; !done; fail_at++) {
            nws_workspace workspace;
            nws_error error;
            nws_workspace_init(&workspace, &allocator);
            memory.once = once != 0;
            memory.calls = 0;
            memory.fail_at = fail_at;
            nws_status status =
                nws_article_make(&workspace, nws_view_of(body, length), &options, &article, &error);
            CHECK(status == NWS_OK || (status == NWS_E_MEMORY && error.status == NWS_E_MEMORY &&
                                       strcmp(error.code, "memory") == 0));
            failures += status != NWS_OK;
            done = status == NWS_OK && memory.calls < fail_at;
            memory.fail_at = 0;
            CHECK(nws_article_make(&workspace, nws_view_of(body, length), &options, &article,
                                   &error) == NWS_OK);
            nws_record *got = pack(&article);
            if (wanted == NULL)
                wanted = got;
            CHECK(nws_record_equal(wanted, got));
            if (got != wanted)
                nws_record_free(nws_allocator_libc(), got);
            nws_workspace_free(&workspace);
            CHECK(memory.live == 0);
        }
    }
    CHECK(failures > 10);
    nws_record_free(nws_allocator_libc(), wanted);
}

/* A large file does not hold memory for ever. */
static void test_release(void)
{
    harness_memory memory = {.calls = 0};
    const nws_allocator allocator = harness_allocator(&memory);
    const nws_options options = default_options();
    nws_workspace workspace;
    nws_article article;
    const size_t length = (size_t)6 << 20;
    char *text = malloc(length);
    memset(text, 'a', length);
    nws_workspace_init(&workspace, &allocator);
    CHECK(nws_article_make(&workspace, nws_view_of(text, length), &options, &article, NULL) ==
          NWS_OK);
    CHECK(article.text.length == length && article.counts.words == 1);
    CHECK(nws_article_make(&workspace, NWS_VIEW("<p>small"), &options, &article, NULL) == NWS_OK);
    CHECK(memory.live <= NWS_ARENA_KEEP + ((size_t)1 << 20));
    nws_workspace_free(&workspace);
    CHECK(memory.live == 0);
    free(text);
}

/* ---- a real file ---- */

static void check_seed(const nws_article *article)
{
    CHECK_TEXT(article->fields.title, "\u521A\u521A\uFF0C\u4E2D\u65B9\u5BC6\u96C6\u53CD\u51FB"
                                      "\uFF01");
    if (!CHECK(article->fields.authors.count == 1 && article->fields.categories.count == 3))
        return;
    CHECK_TEXT(article->fields.authors.items[0], "ZAKER");
    CHECK_TEXT(article->fields.categories.items[0], "\u65B0\u5A92\u4F53");
    CHECK_TEXT(article->fields.categories.items[1], "ZAKER");
    CHECK_TEXT(article->fields.categories.items[2], "source");
    CHECK_TEXT(article->fields.date_text, "Mon, 19 Jul 2021 18:22:00 GMT");
    CHECK(article->fields.has_date && article->fields.date.micros == 1626718920000000);
    CHECK_TEXT(article->fields.cover,
               "http://zkres1.myzaker.com/202107/60f62f82622768ee020016bc_1024.jpg");
    CHECK(article->media.image_count == 5);
    for (uint32_t i = 0; i < article->media.image_count; i++) {
        const nws_image *image = &article->media.images[i];
        CHECK(nws_view_starts(image->src, NWS_VIEW("http://zkres")));
        CHECK(nws_view_starts(image->displayed_src,
                              NWS_VIEW("https://cors.zfour.workers.dev/?http://zkres")));
        CHECK(image->lazy && image->is_cover == (i == 0));
        CHECK(image->source != NULL && strcmp(image->source, "data-original") == 0);
    }
    CHECK(article->counts.han == 3120);
    CHECK(article->counts.words > article->counts.han);
    CHECK(article->counts.characters > article->counts.words);
    CHECK(article->diagnostics.count == 0 && article->audit.total > 0);
    CHECK(!contains(article->html, NWS_VIEW("onclick")));
}

static void test_seed(void)
{
    const char *folder = getenv("NEWSPROC_DATA");
    char path[4096];
    snprintf(path, sizeof path, "%s/seed-post.md", folder == NULL ? "../shared/data" : folder);
    nws_buffer data;
    nws_buffer_init(&data, nws_allocator_libc());
    nws_error error;
    if (nws_file_read(path, NWS_MAX_BODY, &data, NULL, &error) != NWS_OK) {
        printf("skipped: the seed post cannot be read (%s: %s)\n", path, error.code);
        return;
    }
    fixture f;
    open_fixture(&f);
    CHECK(make(&f, nws_buffer_view(&data)) == NWS_OK);
    check_seed(&f.article);
    nws_record *first = pack(&f.article), *second = NULL, *copy = NULL;
    CHECK(make(&f, nws_buffer_view(&data)) == NWS_OK);
    second = pack(&f.article);
    CHECK(nws_view_equal(nws_record_bytes(first), nws_record_bytes(second)));
    CHECK(nws_record_unpack(nws_allocator_libc(), nws_record_bytes(first), &copy) == NWS_OK);
    CHECK(nws_record_equal(first, copy));
    nws_record_free(nws_allocator_libc(), first);
    nws_record_free(nws_allocator_libc(), second);
    nws_record_free(nws_allocator_libc(), copy);
    close_fixture(&f);
    nws_buffer_free(&data);
}

int main(void)
{
    nws_policy_preset(&policy, NWS_PRESET_ARTICLE);
    test_whole();
    test_no_header();
    test_empty();
    test_fence_flaws();
    test_front_reader();
    test_decoding();
    test_text();
    test_limits();
    test_deep();
    test_strict();
    test_order();
    test_cover();
    test_memory();
    test_release();
    test_seed();
    return harness_report();
}
