/* Dialects: what the names of files say, and how each generator reads the same front matter. */
#include "article/article.h"
#include "front/fields.h"
#include "front/filename.h"
#include "front/yaml.h"
#include "harness.h"

typedef struct name_case {
    nws_dialect dialect;
    const char *path;
    const char *slug; /* NULL: none */
    const char *date;
    bool draft;
    const char *language;
} name_case;

static const name_case name_cases[] = {
    {NWS_DIALECT_AUTO, "_drafts/2021-07-19-title.md", NULL, NULL, false, NULL},
    {NWS_DIALECT_HUGO, "content/2021-07-19-title.md", NULL, NULL, false, NULL},
    {NWS_DIALECT_JEKYLL, "_posts/2021-07-19-title.md", "title", "2021-07-19", false, NULL},
    {NWS_DIALECT_JEKYLL, "2021-7-9-a-b.c.markdown", "a-b.c", "2021-7-9", false, NULL},
    {NWS_DIALECT_JEKYLL, "/x/_drafts/a/title.md", "title", NULL, true, NULL},
    {NWS_DIALECT_JEKYLL, "_draft/2021-07-19-why....md", "why", "2021-07-19", false, NULL},
    {NWS_DIALECT_JEKYLL, "2021-07-19_title.md", "2021-07-19_title", NULL, false, NULL},
    {NWS_DIALECT_JEKYLL, "2021-07-19.md", "2021-07-19", NULL, false, NULL},
    {NWS_DIALECT_JEKYLL, "2021-07-19-.md", "2021-07-19-", NULL, false, NULL},
    {NWS_DIALECT_JEKYLL, "2021-070-19-x.md", "2021-070-19-x", NULL, false, NULL},
    {NWS_DIALECT_JEKYLL, ".md", ".md", NULL, false, NULL},
    {NWS_DIALECT_JEKYLL, "posts/", NULL, NULL, false, NULL},
    {NWS_DIALECT_JEKYLL, "...", NULL, NULL, false, NULL},
    {NWS_DIALECT_HEXO, "source/_posts/2021-07-19-title.md", "2021-07-19-title", NULL, false, NULL},
    {NWS_DIALECT_HEXO, "source/_drafts/title.md", "title", NULL, true, NULL},
    {NWS_DIALECT_ZOLA, "2021-07-19-title.md", "title", "2021-07-19", false, NULL},
    {NWS_DIALECT_ZOLA, "2021-07-19_title.md", "title", "2021-07-19", false, NULL},
    {NWS_DIALECT_ZOLA, "2021-07-19 -title.md", "title", "2021-07-19", false, NULL},
    {NWS_DIALECT_ZOLA, "2021-07-19T18:22:00.5Z_t.md", "t", "2021-07-19T18:22:00.5Z", false, NULL},
    {NWS_DIALECT_ZOLA, "2021-07-19T18:22:00+08:00-t.md", "t", "2021-07-19T18:22:00+08:00", false,
     NULL},
    {NWS_DIALECT_ZOLA, "2021-07-19T18:22-t.md", "2021-07-19T18:22-t", "2021-07-19", false, NULL},
    {NWS_DIALECT_ZOLA, "2021-7-19-t.md", "2021-7-19-t", NULL, false, NULL},
    {NWS_DIALECT_ZOLA, "2021-07-19.md", "2021-07-19", "2021-07-19", false, NULL},
    {NWS_DIALECT_ZOLA, "blog/2021-07-19-title/index.md", "title", "2021-07-19", false, NULL},
    {NWS_DIALECT_ZOLA, "index.md", "index", NULL, false, NULL},
    {NWS_DIALECT_ZOLA, "_drafts/a.md", "a", NULL, false, NULL},
    {NWS_DIALECT_HUGO, "about.zh.md", NULL, NULL, false, "zh"},
    {NWS_DIALECT_HUGO, "content/a.fr/index.zh-cn.md", NULL, NULL, false, "zh-cn"},
    {NWS_DIALECT_HUGO, "a.zh-Hant-TW.html", NULL, NULL, false, "zh-Hant-TW"},
    {NWS_DIALECT_HUGO, "v1.2.sr_latn.md", NULL, NULL, false, "sr_latn"},
    {NWS_DIALECT_HUGO, "a.es-419.md", NULL, NULL, false, "es-419"},
    {NWS_DIALECT_HUGO, "a.FIL.md", NULL, NULL, false, "FIL"},
    {NWS_DIALECT_HUGO, "v1.2.md", NULL, NULL, false, NULL},
    {NWS_DIALECT_HUGO, "notes.old.md", NULL, NULL, false, NULL},
    {NWS_DIALECT_HUGO, "node.js.md", NULL, NULL, false, NULL},
    {NWS_DIALECT_HUGO, "socket.io.md", NULL, NULL, false, NULL},
    {NWS_DIALECT_HUGO, "notes.how-to.md", NULL, NULL, false, NULL},
    {NWS_DIALECT_HUGO, "a.zh-.md", NULL, NULL, false, NULL},
    {NWS_DIALECT_HUGO, "a.zh-cn-hans.md", NULL, NULL, false, NULL},
    {NWS_DIALECT_HUGO, "a.zh-hans-cn-x.md", NULL, NULL, false, NULL},
    {NWS_DIALECT_HUGO, "a.zh.cn-4199.md", NULL, NULL, false, NULL},
    {NWS_DIALECT_HUGO, "a..md", NULL, NULL, false, NULL},
    {NWS_DIALECT_HUGO, ".zh.md", NULL, NULL, false, NULL},
    {NWS_DIALECT_HUGO, "zh.md", NULL, NULL, false, NULL},
    {NWS_DIALECT_HUGO, "a.zh", NULL, NULL, false, NULL},
    {NWS_DIALECT_ZOLA, "blog/2021-07-19-title.fr.md", "title", "2021-07-19", false, "fr"},
    {NWS_DIALECT_ZOLA, "blog/2021-07-19-title/index.fr.md", "title", "2021-07-19", false, "fr"},
    {NWS_DIALECT_ZOLA, "notes.old.md", "notes.old", NULL, false, NULL},
    {NWS_DIALECT_JEKYLL, "about.zh.md", "about.zh", NULL, false, NULL},
    {NWS_DIALECT_HEXO, "about.zh.md", "about.zh", NULL, false, NULL},
    {NWS_DIALECT_AUTO, "about.zh.md", NULL, NULL, false, NULL},
};

static void check_view(nws_view got, const char *wanted)
{
    if (wanted == NULL)
        CHECK(got.data == NULL);
    else
        CHECK_TEXT(got, wanted);
}

static void test_names(void)
{
    for (size_t i = 0; i < sizeof name_cases / sizeof *name_cases; i++) {
        const name_case *wanted = &name_cases[i];
        const unsigned failed = harness_failed;
        nws_filename name;
        nws_filename_read(nws_view_of(wanted->path, strlen(wanted->path)), wanted->dialect, &name);
        check_view(name.slug, wanted->slug);
        check_view(name.date, wanted->date);
        check_view(name.language, wanted->language);
        CHECK(name.draft == wanted->draft);
        if (harness_failed > failed)
            fprintf(stderr, "  in %s\n", wanted->path);
    }
}

/* ---- fields ---- */

typedef struct reading {
    harness_memory memory;
    nws_allocator allocator;
    nws_arena arena;
    nws_diagnostics diagnostics;
    nws_fields fields;
} reading;

static nws_status read_front(reading *r, const char *front, nws_dialect dialect)
{
    static const nws_limits limits = NWS_LIMITS_DEFAULT;
    const nws_yaml_options options = {.limits = &limits};
    const nws_zone zone = NWS_ZONE_UTC;
    nws_value map;
    nws_error error;
    r->allocator = harness_allocator(&r->memory);
    nws_arena_init(&r->arena, &r->allocator);
    nws_diagnostics_init(&r->diagnostics, &r->arena, 100);
    NWS_TRY(nws_yaml_read(&r->arena, nws_view_of(front, strlen(front)), &options, &r->diagnostics,
                          &map, &error));
    return nws_fields_read(&r->arena, &map, dialect, &zone, &r->diagnostics, &r->fields);
}

/* The texts, joined by "|". */
static const char *join(const nws_texts *texts)
{
    static char joined[256];
    size_t length = 0;
    for (uint32_t i = 0; i < texts->count; i++)
        length +=
            (size_t)snprintf(joined + length, sizeof joined - length, "%s%.*s", i == 0 ? "" : "|",
                             (int)texts->items[i].length, texts->items[i].data);
    joined[length] = '\0';
    return joined;
}

typedef struct list_case {
    const char *front;
    const char *tags[NWS_DIALECT_COUNT]; /* auto, hexo, jekyll, hugo, zola */
    const char *categories[NWS_DIALECT_COUNT];
    unsigned paths[NWS_DIALECT_COUNT];
} list_case;

static const list_case list_cases[] = {
    {"tags: a b, c\ncategories: x y\n",
     {"a b|c", "a b, c", "a|b,|c", "a b, c", "a b, c"},
     {"x y", "x y", "x|y", "x y", "x y"},
     {1, 1, 2, 1, 1}},
    {"tags: [a b, c]\ncategories: [x, y]\n",
     {"a b|c", "a b|c", "a b|c", "a b|c", "a b|c"},
     {"x|y", "x|y", "x|y", "x|y", "x|y"},
     {1, 1, 2, 2, 2}},
    {"tag: a b\ncategory: x y\n",
     {"a b", "a b", "a b", "a b", "a b"},
     {"x y", "x y", "x y", "x y", "x y"},
     {1, 1, 1, 1, 1}},
    {"tag: a b\ntags: c d\ncategory: x y\ncategories: z w\n",
     {"c d", "c d", "a b", "c d", "c d"},
     {"z w", "z w", "z|w|x y", "z w", "z w"},
     {1, 1, 3, 1, 1}},
    {"TAGS: [a]\nCategories: [x]\n",
     {"", "", "", "a", ""},
     {"x", "x", "", "x", "x"},
     {1, 1, 0, 1, 1}},
    {"taxonomies: {tags: [a], categories: [x, y]}\n",
     {"a", "", "", "", "a"},
     {"x|y", "", "", "", "x|y"},
     {1, 0, 0, 0, 2}},
    {"tags: [b]\ntaxonomies: {tags: [a]}\n",
     {"b", "b", "b", "b", "a"},
     {"", "", "", "", ""},
     {0, 0, 0, 0, 0}},
    {"categories: [[x, y], z]\n",
     {"", "", "", "", ""},
     {"x|y|z", "x|y|z", "x|y|z", "x|y|z", "x|y|z"},
     {2, 2, 3, 3, 3}},
};

static void test_lists(void)
{
    for (size_t i = 0; i < sizeof list_cases / sizeof *list_cases; i++) {
        const list_case *wanted = &list_cases[i];
        for (int dialect = 0; dialect < NWS_DIALECT_COUNT; dialect++) {
            reading r = {.memory = {0}};
            const unsigned failed = harness_failed;
            CHECK(read_front(&r, wanted->front, (nws_dialect)dialect) == NWS_OK);
            CHECK(strcmp(join(&r.fields.tags), wanted->tags[dialect]) == 0);
            CHECK(strcmp(join(&r.fields.categories), wanted->categories[dialect]) == 0);
            CHECK(r.fields.path_count == wanted->paths[dialect]);
            if (harness_failed > failed)
                fprintf(stderr, "  in dialect %d: %s\n  tags %s\n", dialect, wanted->front,
                        join(&r.fields.tags));
            nws_arena_free(&r.arena);
            CHECK(r.memory.live == 0);
        }
    }
}

static void test_single_fields(void)
{
    static const char front[] = "Title: T\nLastmod: 2021-02-03\nDRAFT: true\n"
                                "extra: {cover: /e.png, author: E}\n"
                                "params: {cover: /p.png, author: P, title: no}\n";
    static const struct {
        const char *title, *cover, *author;
        bool has_date, draft;
    } wanted[NWS_DIALECT_COUNT] = {
        {"T", "/e.png", "E", false, false}, {"T", NULL, "", false, false},
        {"T", NULL, "", false, false},      {"T", "/p.png", "P", true, true},
        {"T", "/e.png", "E", false, false},
    };
    for (int dialect = 0; dialect < NWS_DIALECT_COUNT; dialect++) {
        reading r = {.memory = {0}};
        CHECK(read_front(&r, front, (nws_dialect)dialect) == NWS_OK);
        check_view(r.fields.title, wanted[dialect].title);
        check_view(r.fields.cover, wanted[dialect].cover);
        CHECK(strcmp(join(&r.fields.authors), wanted[dialect].author) == 0);
        CHECK(r.fields.has_date == wanted[dialect].has_date);
        CHECK(r.fields.draft == wanted[dialect].draft);
        nws_arena_free(&r.arena);
    }
}

/* ---- covers ---- */

static const struct {
    const char *front;
    const char *cover; /* NULL: none */
    uint32_t diagnostics;
} cover_cases[] = {
    {"images: [/a, /b]\n", "/a", 0},
    {"images: []\ncover: {}\n", NULL, 0},
    {"images: [{src: /a}, /b]\n", "/a", 0},
    {"images: /a\nthumbnail: /t\ncover: /c\n", "/c", 0},
    {"thumbnail: /t\nfeaturedImage: /f\n", "/f", 0},
    {"cover: {image: a.png, relative: true}\n", "a.png", 0},
    {"cover: {image: '', hidden: true}\nimages: [/a]\n", "/a", 0},
    {"cover: {image: <image path/url>}\n", NULL, 0},
    {"image: {path: /p, facebook: /f}\n", "/p", 0},
    {"image: {twitter: /t, facebook: /f}\n", "/f", 0},
    {"header: {teaser: /t, image: /i, overlay_image: /o}\n", "/o", 0},
    {"header: {overlay_color: '#333'}\n", NULL, 0},
    {"header: /not-a-picture\n", NULL, 0},
    {"header: [{image: /no}]\n", NULL, 0},
    {"header: {image: /h}\nimage: /i\n", "/i", 0},
    {"top_img: '#49b1f5'\n", NULL, 0},
    {"cover: linear-gradient(20deg, #0062be, #925696)\nbanner: b(1).png\n", "b(1).png", 0},
    {"cover: 'rgb(0, 98, 190)'\n", NULL, 0},
    {"cover: Transparent\ntop_img: false\n", NULL, 0},
    {"cover: 5\n", NULL, 0},
    {"cover: {alt: A}\n", NULL, 1},
    {"cover: [[/a]]\n", NULL, 1},
    {"cover: {image: [/a]}\nimg: {alt: A}\n", NULL, 1},
    {"cover: {alt: A}\nimages: [/a]\n", "/a", 0},
};

static void test_covers(void)
{
    for (size_t i = 0; i < sizeof cover_cases / sizeof *cover_cases; i++) {
        for (int dialect = 0; dialect < NWS_DIALECT_COUNT; dialect++) {
            reading r = {.memory = {0}};
            const unsigned failed = harness_failed;
            CHECK(read_front(&r, cover_cases[i].front, (nws_dialect)dialect) == NWS_OK);
            check_view(r.fields.cover, cover_cases[i].cover);
            CHECK(r.diagnostics.count == cover_cases[i].diagnostics);
            if (r.diagnostics.count > 0)
                CHECK(r.diagnostics.items[0].code == NWS_D_BAD_FIELD &&
                      nws_view_equal(r.diagnostics.items[0].detail, NWS_VIEW("cover")));
            if (harness_failed > failed)
                fprintf(stderr, "  in dialect %d: %s\n", dialect, cover_cases[i].front);
            nws_arena_free(&r.arena);
        }
    }
}

/* ---- what the file's name adds ---- */

typedef struct locate_case {
    nws_dialect dialect;
    const char *front;
    const char *path;
    const char *slug;
    const char *date_text;
    const char *date_source;
    bool has_date;
    uint32_t diagnostics; /* all of them NWS_D_BAD_DATE */
} locate_case;

static const locate_case locate_cases[] = {
    {NWS_DIALECT_JEKYLL, "slug: mine\n", "_posts/2021-07-19-title.md", "mine", "2021-07-19",
     "filename", true, 0},
    {NWS_DIALECT_JEKYLL, "", "_posts/2021-07-19-title.md", "title", "2021-07-19", "filename", true,
     0},
    {NWS_DIALECT_JEKYLL, "date: 2020-01-02\n", "2021-07-19-title.md", "title", "2020-01-02", "date",
     true, 0},
    /* A date that is written counts, even one that cannot be read; Hexo's slug is the file's. */
    {NWS_DIALECT_HEXO, "slug: mine\ndate: soon\n", "_posts/2021-07-19-title.md", "2021-07-19-title",
     "soon", "date", false, 1},
    {NWS_DIALECT_JEKYLL, "", "2021-02-30-x.md", "x", "2021-02-30", "filename", false, 1},
};

static void test_locate(void)
{
    const nws_zone zone = {.fixed_minutes = 480};
    for (size_t i = 0; i < sizeof locate_cases / sizeof *locate_cases; i++) {
        const locate_case *wanted = &locate_cases[i];
        const unsigned failed = harness_failed;
        reading r = {.memory = {0}};
        CHECK(read_front(&r, wanted->front, wanted->dialect) == NWS_OK);
        const bool written = r.fields.has_date;
        CHECK(nws_fields_locate(nws_view_of(wanted->path, strlen(wanted->path)), wanted->dialect,
                                &zone, &r.diagnostics, &r.fields) == NWS_OK);
        check_view(r.fields.slug, wanted->slug);
        check_view(r.fields.date_text, wanted->date_text);
        CHECK(r.fields.date_source != NULL &&
              strcmp(r.fields.date_source, wanted->date_source) == 0);
        CHECK(r.fields.has_date == wanted->has_date);
        CHECK(written || !r.fields.has_date || r.fields.date.offset_minutes == 480);
        CHECK(r.diagnostics.count == wanted->diagnostics);
        for (uint32_t j = 0; j < r.diagnostics.count; j++)
            CHECK(r.diagnostics.items[j].code == NWS_D_BAD_DATE);
        if (harness_failed > failed)
            fprintf(stderr, "  in %s with %s\n", wanted->path, wanted->front);
        nws_arena_free(&r.arena);
    }
}

/* Every allocation that can fail does. */
static void test_memory(void)
{
    static const char front[] =
        "tags: [a, b, a]\ncategories: [[x, y], z]\nauthors: p\ndate: soon\ncover: {a: b}\n";
    for (int dialect = 0; dialect < NWS_DIALECT_COUNT; dialect++) {
        for (size_t fail_at = 1;; fail_at++) {
            reading r = {.memory = {.fail_at = fail_at}};
            const nws_status status = read_front(&r, front, (nws_dialect)dialect);
            nws_arena_free(&r.arena);
            CHECK(r.memory.live == 0);
            if (status == NWS_OK)
                break;
            CHECK(status == NWS_E_MEMORY && fail_at < 1000);
        }
    }
}

/* ---- what the readers of TOML and JSON are given ---- */

typedef struct given {
    char text[64];
    size_t offset;
} given;

static nws_status take_front(void *context, nws_format format, nws_view front, size_t offset,
                             nws_arena *arena, nws_diagnostics *diagnostics, nws_value *value)
{
    given *taken = context;
    (void)format;
    (void)arena;
    (void)diagnostics;
    snprintf(taken->text, sizeof taken->text, "%.*s", (int)front.length, front.data);
    taken->offset = offset;
    *value = (nws_value){.kind = NWS_VALUE_NULL};
    return NWS_OK;
}

static const struct {
    const char *file, *given;
    size_t offset;
} given_cases[] = {
    {";;;\n\"a\": 1\n;;;\n", "{\"a\": 1\n}", 3},
    {";;;\n{\"a\": 1}\n;;;\n", "{\"a\": 1}\n", 4},
    {"\"title\": 1\n;;;\n", "{\"title\": 1\n}", 0},
    {";;;\n\n;;;\n", "\n", 4},
    {"+++\ra = 1\rb = 2\r+++\r", "a = 1\nb = 2\n", 4},
    {"+++\r\na = 1\r\n+++\r\n", "a = 1\r\n", 5},
    {"+++\na = 1\n+++\n", "a = 1\n", 4},
};

static void test_given(void)
{
    for (size_t i = 0; i < sizeof given_cases / sizeof *given_cases; i++) {
        const char *file = given_cases[i].file;
        for (size_t fail_at = 0;; fail_at++) { /* 0: nothing fails */
            harness_memory memory = {.fail_at = fail_at};
            const nws_allocator allocator = harness_allocator(&memory);
            given taken = {.offset = 99};
            const nws_options options = {.zone = NWS_ZONE_UTC,
                                         .limits = NWS_LIMITS_DEFAULT,
                                         .dialect = NWS_DIALECT_HEXO,
                                         .front_reader = {take_front, &taken},
                                         .front_only = true};
            nws_workspace workspace;
            nws_article article;
            nws_error error;
            nws_workspace_init(&workspace, &allocator);
            const nws_status status = nws_article_make(&workspace, nws_view_of(file, strlen(file)),
                                                       &options, &article, &error);
            nws_workspace_free(&workspace);
            CHECK(memory.live == 0 && (status == NWS_OK || status == NWS_E_MEMORY));
            if (status == NWS_OK && !CHECK(strcmp(taken.text, given_cases[i].given) == 0 &&
                                           taken.offset == given_cases[i].offset))
                fprintf(stderr, "  in %s: %s at %zu\n", file, taken.text, taken.offset);
            if (status == NWS_OK && fail_at > 0)
                break;
        }
    }
}

int main(void)
{
    test_names();
    test_lists();
    test_single_fields();
    test_covers();
    test_locate();
    test_memory();
    test_given();
    return harness_report();
}
