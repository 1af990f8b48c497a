/* Fences: where headers begin and end, in every form, and that the body is an exact slice. */
#include "front/fence.h"
#include "harness.h"

#include "base/bounds.h"

typedef struct fence_case {
    const char *text;
    nws_format format;
    nws_fence_flaw flaw;
    const char *front; /* NULL: none */
    const char *body;
} fence_case;

static const fence_case cases[] = {
    {"", NWS_FORMAT_NONE, NWS_FENCE_SOUND, NULL, ""},
    {"plain", NWS_FORMAT_NONE, NWS_FENCE_SOUND, NULL, "plain"},
    {"---\na: 1\n---\nbody", NWS_FORMAT_YAML, NWS_FENCE_SOUND, "a: 1\n", "body"},
    {"---\na: 1\n---", NWS_FORMAT_YAML, NWS_FENCE_SOUND, "a: 1\n", ""},
    {"---\n---\n", NWS_FORMAT_YAML, NWS_FENCE_SOUND, "", ""},
    {"\n\n---\na: 1\n---\n\nbody  ", NWS_FORMAT_YAML, NWS_FENCE_SOUND, "a: 1\n", "\nbody  "},
    {"\xEF\xBB\xBF---\r\na: 1\r\n---\r\nb\r\n", NWS_FORMAT_YAML, NWS_FENCE_SOUND, "a: 1\r\n",
     "b\r\n"},
    {"---\ra: 1\r---\rb", NWS_FORMAT_YAML, NWS_FENCE_SOUND, "a: 1\r", "b"},
    {"---  \t\na: 1\n-----  \nb", NWS_FORMAT_YAML, NWS_FENCE_SOUND, "a: 1\n", "b"},
    {"-----\na: 1\n...\nb", NWS_FORMAT_YAML, NWS_FENCE_SOUND, "a: 1\n", "b"},
    {"---yaml\na: 1\n---\nb", NWS_FORMAT_YAML, NWS_FENCE_SOUND, "a: 1\n", "b"},
    {"--- toml\na = 1\n---\nb", NWS_FORMAT_TOML, NWS_FENCE_SOUND, "a = 1\n", "b"},
    {"---json\n{}\n---\nb", NWS_FORMAT_JSON, NWS_FENCE_SOUND, "{}\n", "b"},
    {"+++\na = 1\n+++\nb", NWS_FORMAT_TOML, NWS_FENCE_SOUND, "a = 1\n", "b"},
    {";;;\n{\"a\": 1}\n;;;\nb", NWS_FORMAT_JSON, NWS_FENCE_SOUND, "{\"a\": 1}\n", "b"},
    {"{\n\"a\": \"}{\\\"\"\n}\nb", NWS_FORMAT_JSON, NWS_FENCE_SOUND, "{\n\"a\": \"}{\\\"\"\n}",
     "b"},
    {"\n  {\"a\": {}}\n\nb", NWS_FORMAT_JSON, NWS_FENCE_SOUND, "{\"a\": {}}", "\nb"},
    {"{}\nb", NWS_FORMAT_JSON, NWS_FENCE_SOUND, "{}", "b"},
    {"{} .\nb", NWS_FORMAT_NONE, NWS_FENCE_SOUND, NULL, "{} .\nb"},
    {"{{ x }}\nb", NWS_FORMAT_NONE, NWS_FENCE_SOUND, NULL, "{{ x }}\nb"},
    {"{% x %}\nb", NWS_FORMAT_NONE, NWS_FENCE_SOUND, NULL, "{% x %}\nb"},
    {"{\"a\": 1} is text", NWS_FORMAT_NONE, NWS_FENCE_SOUND, NULL, "{\"a\": 1} is text"},
    {"{\"a\": 1", NWS_FORMAT_NONE, NWS_FENCE_UNCLOSED, NULL, "{\"a\": 1"},
    {"---\na: 1\nb", NWS_FORMAT_NONE, NWS_FENCE_UNCLOSED, NULL, "---\na: 1\nb"},
    {"---", NWS_FORMAT_NONE, NWS_FENCE_UNCLOSED, NULL, "---"},
    {"+++\na = 1\n---\n", NWS_FORMAT_NONE, NWS_FENCE_UNCLOSED, NULL, "+++\na = 1\n---\n"},
    {"---js\nrun()\n---\nb", NWS_FORMAT_NONE, NWS_FENCE_UNSUPPORTED, "run()\n", "b"},
    {"--- a rule\n---\n", NWS_FORMAT_NONE, NWS_FENCE_SOUND, NULL, "--- a rule\n---\n"},
    {" ---\na: 1\n---\n", NWS_FORMAT_NONE, NWS_FENCE_SOUND, NULL, " ---\na: 1\n---\n"},
    {"--\na: 1\n--\n", NWS_FORMAT_NONE, NWS_FENCE_SOUND, NULL, "--\na: 1\n--\n"},
    {"---\na: |\n  ---\nb: 1\n---\nbody\n---\nmore", NWS_FORMAT_YAML, NWS_FENCE_SOUND,
     "a: |\n  ---\nb: 1\n", "body\n---\nmore"},
    {"text\n---\na: 1\n---\n", NWS_FORMAT_NONE, NWS_FENCE_SOUND, NULL, "text\n---\na: 1\n---\n"},
};

static void check_case(const fence_case *wanted, nws_dialect dialect)
{
    const nws_view text = nws_view_of(wanted->text, strlen(wanted->text));
    nws_fence fence;
    nws_fence_split_as(text, dialect, &fence);
    bool right = CHECK(fence.format == wanted->format);
    right = CHECK(fence.flaw == wanted->flaw) && right;
    right = CHECK_TEXT(fence.body, wanted->body) && right;
    right = CHECK(fence.body.data + fence.body.length == text.data + text.length) && right;
    if (wanted->front == NULL)
        right = CHECK(fence.front.data == NULL) && right;
    else
        right = CHECK_TEXT(fence.front, wanted->front) && right;
    if (!right)
        fprintf(stderr, "  in dialect %d: %s\n", (int)dialect, wanted->text);
}

static void test_cases(void)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int dialect = 0; dialect < NWS_DIALECT_COUNT; dialect++)
            check_case(&cases[i], (nws_dialect)dialect);
}

/* Texts without an opening line, as Hexo has them: front NULL where they are text to us, too. */
static const fence_case bare_cases[] = {
    {"title: a\ndate: b\n---\nbody", NWS_FORMAT_YAML, NWS_FENCE_SOUND, "title: a\ndate: b\n",
     "body"},
    {"\xEF\xBB\xBF\ntitle: a\r\n----\r\nbody", NWS_FORMAT_YAML, NWS_FENCE_SOUND, "title: a\r\n",
     "body"},
    {"\xE6\xA0\x87: x\ntitle: a\ntags:\n- b\n\n  c: d\n# e\n---", NWS_FORMAT_YAML, NWS_FENCE_SOUND,
     "\xE6\xA0\x87: x\ntitle: a\ntags:\n- b\n\n  c: d\n# e\n", ""},
    {"\"title\": \"a\",\n\"n\": {\n  \"b\": 1\n}\n;;;\nbody", NWS_FORMAT_JSON, NWS_FENCE_SOUND,
     "\"title\": \"a\",\n\"n\": {\n  \"b\": 1\n}\n", "body"},
    {"---\na: 1\n---\nbody", NWS_FORMAT_YAML, NWS_FENCE_SOUND, "a: 1\n", "body"},
    {"title: a\nbody", NWS_FORMAT_NONE, NWS_FENCE_SOUND, NULL, "title: a\nbody"},
    {"title: a\nA sentence.\n---\nb", NWS_FORMAT_NONE, NWS_FENCE_SOUND, NULL,
     "title: a\nA sentence.\n---\nb"},
    {"Warning: a heading\n---\nb", NWS_FORMAT_NONE, NWS_FENCE_SOUND, NULL,
     "Warning: a heading\n---\nb"},
    {"http://example.com\n---\nb", NWS_FORMAT_NONE, NWS_FENCE_SOUND, NULL,
     "http://example.com\n---\nb"},
    {"- title: a\n---\nb", NWS_FORMAT_NONE, NWS_FENCE_SOUND, NULL, "- title: a\n---\nb"},
    {"\"title\" she said\n;;;\nb", NWS_FORMAT_NONE, NWS_FENCE_SOUND, NULL,
     "\"title\" she said\n;;;\nb"},
    {"title: a\n;;;\nb", NWS_FORMAT_NONE, NWS_FENCE_SOUND, NULL, "title: a\n;;;\nb"},
    {"--- a rule\ntitle: b\n---\n", NWS_FORMAT_NONE, NWS_FENCE_SOUND, NULL,
     "--- a rule\ntitle: b\n---\n"},
};

static void test_bare(void)
{
    for (size_t i = 0; i < sizeof bare_cases / sizeof *bare_cases; i++) {
        check_case(&bare_cases[i], NWS_DIALECT_HEXO);
        /* Nobody else has headers without an opening line. */
        nws_fence fence;
        const nws_view text = nws_view_of(bare_cases[i].text, strlen(bare_cases[i].text));
        nws_fence_split_as(text, NWS_DIALECT_JEKYLL, &fence);
        CHECK((fence.front.data != NULL) == (text.data[0] == '-' && text.data[3] == '\n'));
    }
}

/* Braces are missing where Hexo writes JSON, and there only. */
static void test_braceless(void)
{
    static const struct {
        const char *text;
        bool braceless;
    } texts[] = {
        {";;;\n\"a\": 1\n;;;\n", true},      {";;;\n {\"a\": 1}\n;;;\n", false},
        {"---json\n\"a\": 1\n---\n", false}, {"{\"a\": 1}\n", false},
        {"---\na: 1\n---\n", false},         {"\"title\": 1\n;;;\n", true},
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        nws_fence fence;
        nws_fence_split_as(nws_view_of(texts[i].text, strlen(texts[i].text)), NWS_DIALECT_HEXO,
                           &fence);
        CHECK(fence.format != NWS_FORMAT_NONE);
        CHECK(fence.braceless == texts[i].braceless);
    }
}

/* NWS_MAX_FENCE_BLANKS blank lines may stand before the fence, and not one more. */
static void test_blank_lines(void)
{
    char text[NWS_MAX_FENCE_BLANKS + 32];
    for (int blanks = NWS_MAX_FENCE_BLANKS; blanks <= NWS_MAX_FENCE_BLANKS + 1; blanks++) {
        memset(text, '\n', (size_t)blanks);
        strcpy(text + blanks, "---\na: 1\n---\nb");
        nws_fence fence;
        nws_fence_split(nws_view_of(text, strlen(text)), &fence);
        bool found = blanks == NWS_MAX_FENCE_BLANKS;
        CHECK((fence.format == NWS_FORMAT_YAML) == found);
        CHECK((fence.open == (size_t)blanks) == found);
    }
}

static void test_nul_is_a_byte_like_others(void)
{
    nws_fence fence;
    nws_fence_split(NWS_VIEW("---\na: \0 1\n---\n\0b"), &fence);
    CHECK(fence.format == NWS_FORMAT_YAML);
    CHECK(fence.front.length == 7);
    CHECK(fence.body.length == 2);
}

static void test_names(void)
{
    CHECK(strcmp(nws_format_name(NWS_FORMAT_YAML), "yaml") == 0);
    CHECK(nws_format_name(NWS_FORMAT_NONE) == NULL);
}

static void test_habits(void)
{
    static const struct {
        const char *body;
        bool again;
    } bodies[] = {
        {"---\na: 1\n---\ntext", true},
        {"\n\n---\na:\n---\n", true},
        {"---\n\nText: x\n---\n", false},
        {"---\nA sentence.\n---\n", false},
        {"---\na: 1\n", false},
        {"text", false},
        {"", false},
        {"+++\na = 1\n+++\n", false},
    };
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        nws_fence fence;
        const nws_view body = nws_view_of(bodies[i].body, strlen(bodies[i].body));
        if (!CHECK(nws_fence_again(body, &fence) == bodies[i].again))
            fprintf(stderr, "  in %s\n", bodies[i].body);
    }
    CHECK(nws_fence_wide_colon(NWS_VIEW("a: 1\nb_c-d\xEF\xBC\x9Ax\n")) == 10);
    CHECK(nws_fence_wide_colon(NWS_VIEW("a: b\xEF\xBC\x9A\n \xEF\xBC\x9A\n")) == 13);
    CHECK(nws_fence_wide_colon(NWS_VIEW("a\xEF\xBC")) == 3);
    CHECK(nws_fence_wide_colon(NWS_VIEW("")) == 0);
}

int main(void)
{
    test_cases();
    test_bare();
    test_braceless();
    test_habits();
    test_blank_lines();
    test_nul_is_a_byte_like_others();
    test_names();
    return harness_report();
}
