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

static void test_cases(void)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        nws_view text = nws_view_of(cases[i].text, strlen(cases[i].text));
        nws_fence fence;
        nws_fence_split(text, &fence);
        bool right = CHECK(fence.format == cases[i].format);
        right = CHECK(fence.flaw == cases[i].flaw) && right;
        right = CHECK_TEXT(fence.body, cases[i].body) && right;
        right = CHECK(fence.body.data + fence.body.length == text.data + text.length) && right;
        if (cases[i].front == NULL)
            right = CHECK(fence.front.data == NULL) && right;
        else
            right = CHECK_TEXT(fence.front, cases[i].front) && right;
        if (!right)
            fprintf(stderr, "  in case %zu: %s\n", i, cases[i].text);
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

int main(void)
{
    test_cases();
    test_blank_lines();
    test_nul_is_a_byte_like_others();
    test_names();
    return harness_report();
}
