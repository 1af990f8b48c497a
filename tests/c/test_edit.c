/* Edits of headers: what is spliced, what is refused, and that what is read back decides. */
#include "front/edit.h"
#include "front/yaml.h"
#include "harness.h"

#include <math.h>

/* ---- one edit, from a file to a file ---- */

typedef struct state {
    harness_memory memory;
    nws_allocator allocator;
    nws_arena arena;
    nws_buffer out;
    nws_error error;
} state;

static void begin(state *s)
{
    s->allocator = harness_allocator(&s->memory);
    s->error = (nws_error){.status = NWS_OK};
    nws_arena_init(&s->arena, &s->allocator);
    nws_buffer_init(&s->out, &s->allocator);
}

static void end(state *s)
{
    nws_buffer_free(&s->out);
    nws_arena_free(&s->arena);
    CHECK(s->memory.live == 0);
}

typedef struct reading {
    nws_edit_file file;
    nws_value values;
    nws_diagnostics diagnostics;
} reading;

static const nws_limits limits = NWS_LIMITS_DEFAULT;

/* Reads text; meaning, when not NULL, is YAML for what a header of another format says. */
static nws_status read_file(state *s, nws_view text, const char *meaning, reading *r)
{
    nws_fence fence;
    nws_fence_split(text, &fence);
    nws_diagnostics_init(&r->diagnostics, &s->arena, limits.diagnostics);
    r->values = (nws_value){.kind = NWS_VALUE_MAP};
    r->file = (nws_edit_file){.text = text,
                              .front = fence.front,
                              .body = fence.body,
                              .format = fence.format,
                              .values = &r->values,
                              .diagnostics = &r->diagnostics};
    if (fence.flaw != NWS_FENCE_SOUND)
        return nws_diagnostics_add(&r->diagnostics,
                                   fence.flaw == NWS_FENCE_UNCLOSED ? NWS_D_UNCLOSED
                                                                    : NWS_D_UNSUPPORTED_FENCE,
                                   fence.open, fence.open, NWS_VIEW(""));
    if (fence.format == NWS_FORMAT_NONE)
        return NWS_OK;
    nws_view front = fence.front;
    nws_yaml_options options = {.limits = &limits, .offset = (size_t)(front.data - text.data)};
    if (meaning != NULL)
        front = nws_view_of(meaning, strlen(meaning));
    NWS_TRY(nws_yaml_read(&s->arena, front, &options, &r->diagnostics, &r->values, &s->error));
    if (r->values.kind != NWS_VALUE_MAP)
        r->values = (nws_value){.kind = NWS_VALUE_MAP};
    return NWS_OK;
}

/* The value that YAML says; text that begins with "@" is a date. */
static nws_status read_value(state *s, const char *written, nws_value *value)
{
    nws_diagnostics diagnostics;
    nws_yaml_options options = {.limits = &limits};
    nws_diagnostics_init(&diagnostics, &s->arena, 0);
    if (written[0] == '@') {
        *value = (nws_value){.kind = NWS_VALUE_DATE,
                             .text = nws_view_of(written + 1, strlen(written + 1))};
        return NWS_OK;
    }
    return nws_yaml_read(&s->arena, nws_view_of(written, strlen(written)), &options, &diagnostics,
                         value, &s->error);
}

static nws_edit edit_of(const char *wish, const nws_value *value)
{
    const char *at = strchr(wish + 1, '=');
    const size_t length = at == NULL ? strlen(wish + 1) : (size_t)(at - wish - 1);
    nws_edit edit = {.kind = wish[0] == '+'   ? NWS_EDIT_SET
                             : wish[0] == '-' ? NWS_EDIT_DELETE
                                              : NWS_EDIT_RENAME,
                     .key = nws_view_of(wish + 1, length),
                     .value = *value};
    if (edit.kind == NWS_EDIT_RENAME)
        edit.name = nws_view_of(at + 1, strlen(at + 1));
    return edit;
}

/* wish: "+key=value", "-key" or "~key=name". The changed file is left in s->out. */
static nws_status change(state *s, const char *text, const char *meaning, const char *wish)
{
    reading before, after;
    nws_splices splices;
    nws_value value = {.kind = NWS_VALUE_NULL};
    const nws_view whole = nws_view_of(text, strlen(text));
    NWS_TRY(read_file(s, whole, meaning, &before));
    if (wish[0] == '+')
        NWS_TRY(read_value(s, strchr(wish, '=') + 1, &value));
    nws_edit edit = edit_of(wish, &value);
    NWS_TRY(nws_edit_plan(&s->arena, &before.file, &edit, &limits, &splices, &s->error));
    NWS_TRY(nws_edit_apply(whole, &splices, &s->out));
    if (splices.count == 0 || meaning != NULL)
        return NWS_OK;
    NWS_TRY(read_file(s, nws_buffer_view(&s->out), NULL, &after));
    return nws_edit_verify(&s->arena, &before.file, &after.file, &edit, &splices, &s->error);
}

typedef struct sample {
    const char *text;
    const char *wish;
    const char *wanted;  /* the file, or the code of an error */
    const char *meaning; /* of a header that is no YAML */
} sample;

#define H(header) "---\n" header "---\nbody"
#define T(header) "+++\n" header "+++\nbody"

static const sample samples[] = {
    /* scalars in place */
    {H("a: 1 # one\nb: 2\n"), "+a=2", H("a: 2 # one\nb: 2\n"), NULL},
    {H("a: 1\n"), "+a=1", H("a: 1\n"), NULL},
    {H("a: 'x'\nb: \"y\"\n"), "+a=it's", H("a: 'it''s'\nb: \"y\"\n"), NULL},
    {H("a: 'x'\nb: \"y\"\n"), "+b=z", H("a: 'x'\nb: \"z\"\n"), NULL},
    {H("a: x\n  y\n  z # c\nb: 1\n"), "+a=w", H("a: w # c\nb: 1\n"), NULL},
    {H("a:\nb: 1\n"), "+a=w", H("a: w\nb: 1\n"), NULL},
    {H("a:   # none\nb: 1\n"), "+a=w", H("a: w   # none\nb: 1\n"), NULL},
    {H("a:\n  w # c\nb: 1\n"), "+a=v", H("a: v\nb: 1\n"), NULL},
    {H("a: !!str 1\n"), "+a=2", H("a: 2\n"), NULL},
    {H("'a b': 1\n\"c\": 2\n"), "+c=3", H("'a b': 1\n\"c\": 3\n"), NULL},
    {H("  a: 1\n  b: 2\n"), "+c=3", H("  a: 1\n  b: 2\n  c: 3\n"), NULL},
    {H("? a\n: 1\nb: 2\n"), "+a=3", H("? a\n: 3\nb: 2\n"), NULL},
    {H("? a # c\n? b\nc: 1\n"), "+a=x", H("? a # c\n: x\n? b\nc: 1\n"), NULL},
    {H("? a\n: 1\nb: 2\n"), "-a", H("b: 2\n"), NULL},
    /* kinds */
    {H(""), "+a=null", H("a: null\n"), NULL},
    {H(""), "+a=true", H("a: true\n"), NULL},
    {H(""), "+a=-12", H("a: -12\n"), NULL},
    {H(""), "+a=123456789012345678901234567890", H("a: 123456789012345678901234567890\n"), NULL},
    {H(""), "+a=1e16", H("a: 1.0e+16\n"), NULL},
    {H(""), "+a=-2.5e-300", H("a: -2.5e-300\n"), NULL},
    {H(""), "+a=-.inf", H("a: -.inf\n"), NULL},
    {H(""), "+a=.nan", H("a: .nan\n"), NULL},
    {H(""), "+a=@2021-07-19", H("a: 2021-07-19\n"), NULL},
    {H(""), "+a=@2021-07-19T18:22:00", H("a: 2021-07-19 18:22:00\n"), NULL},
    {H(""), "+a=@2021-07-19T18:22:00+08:00", H("a: 2021-07-19T18:22:00+08:00\n"), NULL},
    {H("a: 2020-01-01 00:00\n"), "+a=@2021-07-19T18:22:00+08:00",
     H("a: 2021-07-19 18:22:00+08:00\n"), NULL},
    {H(""), "+a={b: [1, {c: 'd, e'}], f: {}, g: []}",
     H("a: {b: [1, {c: \"d, e\"}], f: {}, g: []}\n"), NULL},
    /* blocks */
    {H("a: |\n  x\n\n  y\n\n# c\nb: 1\n"), "+a=w", H("a: |-\n  w\n\n# c\nb: 1\n"), NULL},
    {H("a: |\n  x\nb: 1\n"), "+a=\"w\\n\\n  v\\n\"", H("a: |\n  w\n\n    v\nb: 1\n"), NULL},
    {H("a: |\n  x\n   \nb: 1\n"), "+a=w", H("a: w\n   \nb: 1\n"), NULL},
    {H("a: |2 # c\n  x\nb: 1\n"), "+a=w", H("a: w\nb: 1\n"), NULL},
    {H("a: >\n  x\n  y\nb: 1\n"), "+a=\"w\\nv\"", H("a: \"w\\nv\"\nb: 1\n"), NULL},
    {H("a: # c\n  k: 1\n  # d\n  l:\n    m: 2\nb: 1\n"), "+a=w", H("a: w # c\nb: 1\n"), NULL},
    {H("a:\n  k: |\n    1\n\nb: 1\n"), "-a", H("\nb: 1\n"), NULL},
    {H("a: |+\n  x\n\n"), "+b=1", H("a: |+\n  x\n\nb: 1\n"), NULL},
    /* lists */
    {H("t:\n- a # 1\n- b\nu: 1\n"), "+t=[a, b, c]", H("t:\n- a # 1\n- b\n- c\nu: 1\n"), NULL},
    {H("t:\n  -  'a'\n  -  b\n"), "+t=[x, a, b]", H("t:\n  -  'x'\n  -  'a'\n  -  b\n"), NULL},
    {H("t:\n- a\n# of b\n- b\n- c\n"), "+t=[a, c]", H("t:\n- a\n# of b\n- c\n"), NULL},
    {H("t:\n- k: 1\n  l: 2\n- |\n  x\n- c\n"), "+t=[{k: 1, l: 2}, d]",
     H("t:\n- k: 1\n  l: 2\n- d\n"), NULL},
    {H("t:\n- a\n- b\nu: 1\n"), "+t=[]", H("t: []\nu: 1\n"), NULL},
    {H("t:\n- - a\n  - b\n- c\n"), "+t=[[a, b], d]", H("t:\n- - a\n  - b\n- d\n"), NULL},
    {H("t: [a, \"b\" ,c,] # d\n"), "+t=[a, b, x, c]", H("t: [a, \"b\", x ,c,] # d\n"), NULL},
    {H("t: [a, b, c]\n"), "+t=[c]", H("t: [c]\n"), NULL},
    {H("t: [a, b, c]\n"), "+t=[a]", H("t: [a]\n"), NULL},
    {H("t: [a]\n"), "+t=[x, z, a]", H("t: [x, z, a]\n"), NULL},
    {H("t: [\n  a\n  ]\n"), "+t=[a, b]", H("t: [\n  a,\n  b\n  ]\n"), NULL},
    {H("t: [ 'a' ]\n"), "+t=[b, 'y']", H("t: [ 'b', 'y' ]\n"), NULL},
    {H("t: &x [a]\n"), "+t=[a, 'c, d']", H("t: &x [a, \"c, d\"]\n"), NULL},
    {H("s: &x [a]\nt: *x\n"), "+t=[a, b]", H("s: &x [a]\nt: [a, b]\n"), NULL},
    {H("t: a\n"), "+t=[a, b]", H("t: [a, b]\n"), NULL},
    /* deleting and renaming */
    {H("a: 1\n# of b\nb: 2 # two\nc: 3\n"), "-b", H("a: 1\n# of b\nc: 3\n"), NULL},
    {H("a: 1\n"), "-a", H(""), NULL},
    {H("a: 1\nb: 2\n"), "~a=on", H("\"on\": 1\nb: 2\n"), NULL},
    {H("'a': 1\nb: 2\n"), "~a=c", H("'c': 1\nb: 2\n"), NULL},
    {H("'a': 1\nb: 2\n"), "~a=a", H("'a': 1\nb: 2\n"), NULL},
    /* written twice, merged, anchored */
    {H("a: 1\nb: 2\na: 3\n"), "+a=4", H("a: 1\nb: 2\na: 4\n"), NULL},
    {H("a: 1\nb: 2\na: 3\n"), "-a", H("b: 2\n"), NULL},
    {H("a: 1\nb: 2\na: 3\n"), "~a=c", H("c: 1\nb: 2\nc: 3\n"), NULL},
    {H("m: &m {a: 1}\n<<: *m\n"), "+a=2", H("m: &m {a: 1}\n<<: *m\na: 2\n"), NULL},
    {H("m: &m {a: 1}\n<<: *m\n"), "-a", "merged_key", NULL},
    {H("m: &m {a: 1}\n<<: *m\na: 2\n"), "-a", "not_editable", NULL},
    {H("m: &m {a: 1}\n<<: *m\n"), "+m=1", "anchor_in_use", NULL},
    {H("a: &x 1\nb: *x\n"), "-a", "anchor_in_use", NULL},
    {H("a: &x 1\nb: *x\n"), "+a=2", "anchor_in_use", NULL},
    {H("a:\n  - &x 1\n  - 2\nb: *x\n"), "+a=[3, 2]", "anchor_in_use", NULL},
    {H("a: &x 1\nb: *x\n"), "+b=2", H("a: &x 1\nb: 2\n"), NULL},
    {H("a: &x\nb: 1\n"), "+a=2", H("a: &x 2\nb: 1\n"), NULL},
    /* braces */
    {H("{a: 1, b: 2}\n"), "+a=x", H("{a: x, b: 2}\n"), NULL},
    {H("{a: 1, b: 2}\n"), "+c='[x'", H("{a: 1, b: 2, c: \"[x\"}\n"), NULL},
    {H("{a: 1, b}\n"), "+b=x", H("{a: 1, b: x}\n"), NULL},
    {H("{a: , b: 1}\n"), "+a=x", H("{a: x , b: 1}\n"), NULL},
    {H("{a: 1, b: 2}\n"), "-a", H("{b: 2}\n"), NULL},
    {H("{a: 1, b: 2}\n"), "-b", H("{a: 1}\n"), NULL},
    {H("{a: 1,}\n"), "-a", H("{}\n"), NULL},
    {H("{a: 1, a: 2, b: 3, a: 4}\n"), "-a", H("{b: 3}\n"), NULL},
    {H("{}\n"), "+a=1", H("{a: 1}\n"), NULL},
    {H("{\n  a: 1,\n  b: 2\n}\n"), "+c=3", H("{\n  a: 1,\n  b: 2,\n  c: 3\n}\n"), NULL},
    {H("{\n  a: 1\n}\n"), "+c=3", H("{\n  a: 1,\n  c: 3\n}\n"), NULL},
    {H("{a: 1}\n"), "~a=x y", H("{x y: 1}\n"), NULL},
    /* what libyaml refuses is edited too */
    {H("a: b: c\nt: @x\n"), "+a=d", H("a: d\nt: @x\n"), NULL},
    {H("a: {{ title }}\nt: 1\n"), "+a=d", H("a: d\nt: 1\n"), NULL},
    {H("t:\n\t- a\nu: 1\n"), "+u=2", H("t:\n\t- a\nu: 2\n"), NULL},
    /* line ends, headers that are not there */
    {"---\r\na: 1\r\n---\r\n", "+b=[x]", "---\r\na: 1\r\nb: [x]\r\n---\r\n", NULL},
    {"---\ra: 1\rt:\r- a\r---\r", "+t=[a, b]", "---\ra: 1\rt:\r- a\r- b\r---\r", NULL},
    {"---\ra: 1\r---\r", "+b=2", "---\ra: 1\rb: 2\r---\r", NULL},
    {"\n\n---\n---\nbody", "+b=2", "\n\n---\nb: 2\n---\nbody", NULL},
    {"---\n# c\n...\nbody", "+b=2", "---\n# c\nb: 2\n...\nbody", NULL},
    {"body", "+a=1", "---\na: 1\n---\nbody", NULL},
    {"", "+a=1", "---\na: 1\n---\n", NULL},
    {"\r\nbody", "+a=1", "---\r\na: 1\r\n---\r\n\r\nbody", NULL},
    {"\xEF\xBB\xBF<p>", "+a=1", "\xEF\xBB\xBF---\na: 1\n---\n<p>", NULL},
    {"---\na: 1\n", "+a=2", "unclosed", NULL},
    {"---js\na: 1\n---\n", "+a=2", "unsupported_fence", NULL},
    {H("~\n"), "+a=2", "not_editable", NULL},
    {H("a: 1\n--- # next\nb: 2\n"), "+c=3", "not_editable", NULL},
    /* TOML */
    {T("a = 1 # c\nb='x'\n"), "+a=2", T("a = 2 # c\nb='x'\n"), "{a: 1, b: x}"},
    {T("a = 1\nb='x'\n"), "+b=y", T("a = 1\nb='y'\n"), "{a: 1, b: x}"},
    {T("a = 1\nb='x'\n"), "+b=it's", T("a = 1\nb=\"it's\"\n"), "{a: 1, b: x}"},
    {T("a = 1\n\n[t]\nb = 1\n"), "+c=x y", T("a = 1\nc = \"x y\"\n\n[t]\nb = 1\n"),
     "{a: 1, t: {b: 1}}"},
    {T("a=1\n"), "+c d=[x, {e f: 1}]", T("a=1\n\"c d\"=[\"x\", { \"e f\" = 1 }]\n"), "{a: 1}"},
    {T("[t]\nb = 1\n"), "+c=1", T("c = 1\n[t]\nb = 1\n"), "{t: {b: 1}}"},
    {T("a = \"\"\"x\n[y]\\\"\"\"\"\nb = 1\n"), "+a=z", T("a = \"z\"\nb = 1\n"),
     "{a: \"x\\n[y]\\\"\", b: 1}"},
    {T("a = '''x\n'y'''''\nb = 1\n"), "-a", T("b = 1\n"), "{a: \"x\\n'y''\", b: 1}"},
    {T("a = [ # one\n  'x', # ]\n  'y'\n]\nb = 1\n"), "+a=[x, z, y]",
     T("a = [ # one\n  'x', 'z', # ]\n  'y'\n]\nb = 1\n"), "{a: [x, y], b: 1}"},
    {T("d = 2020-01-01 10:00:00 # c\n"), "+d=@2021-07-19T18:22:00",
     T("d = 2021-07-19T18:22:00 # c\n"), "{d: x}"},
    {T("'a' = 1\n\"b\\u0063\" = 2\n"), "+bc=3", T("'a' = 1\n\"b\\u0063\" = 3\n"), "{a: 1, bc: 2}"},
    {T("a.b = 1\n"), "+a=3", "toml_table", "{a: {b: 1}}"},
    {T("a . 'b.c' = 1\nd=2\n"), "-a", "toml_table", "{a: {b.c: 1}, d: 2}"},
    {T("[a]\n"), "-a", "toml_table", "{a: {}}"},
    {T("a = 1\n"), "+a=null", "no_such_value", "{a: 1}"},
    {T("a = 1\n"), "+a=123456789012345678901", "no_such_value", "{a: 1}"},
    {T("a = 1\n"), "+a=.inf", T("a = inf\n"), "{a: 1}"},
    {T("a = 1\n"), "~a=b.c", T("\"b.c\" = 1\n"), "{a: 1}"},
    /* JSON */
    {"{\"a\": 1, \"b\": [\"x\"]}\nbody", "+a=null", "{\"a\": null, \"b\": [\"x\"]}\nbody",
     "{a: 1, b: [x]}"},
    {"{\n  \"a\": {\"}\": \"\\\"\"}\n}\n", "+b=x",
     "{\n  \"a\": {\"}\": \"\\\"\"},\n  \"b\": \"x\"\n}\n", "{a: {'}': '\"'}}"},
    {"{\"a\":1}\n", "+b=[1.5, {c: d}]", "{\"a\":1, \"b\":[1.5, {\"c\": \"d\"}]}\n", "{a: 1}"},
    {"{\"a\":1}\n", "-a", "{}\n", "{a: 1}"},
    {"{\"a\":[\"x\",\"y\"]}\n", "+a=[x, y, 'z']", "{\"a\":[\"x\",\"y\",\"z\"]}\n", "{a: [x, y]}"},
    {";;;\n{\"\\ud83d\\ude00\": 1}\n;;;\n", "+\xF0\x9F\x98\x80=\"\\0\\t\\n\\e\"",
     ";;;\n{\"\\ud83d\\ude00\": \"\\u0000\\t\\n\\u001B\"}\n;;;\n", "{\"\\U0001F600\": 1}"},
    {"---json\n{\"a\": 1}\n---\n", "~a=b", "---json\n{\"b\": 1}\n---\n", "{a: 1}"},
    {"{\"a\": 1}\n", "+a=@2021-07-19", "{\"a\": \"2021-07-19\"}\n", "{a: 1}"},
    {";;;\n\"a\": 1,\n\"b\": 2\n;;;\n", "+c=3", ";;;\n\"a\": 1,\n\"b\": 2,\n\"c\": 3\n;;;\n",
     "{a: 1, b: 2}"},
    {";;;\n\"a\": 1,\n\"b\": 2\n;;;\n", "-a", ";;;\n\"b\": 2\n;;;\n", "{a: 1, b: 2}"},
    {"{\"a\": 1}\n", "+a=.nan", "no_such_value", "{a: 1}"},
};

static void test_samples(void)
{
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        state s = {.memory = {0}};
        begin(&s);
        nws_status status = change(&s, samples[i].text, samples[i].meaning, samples[i].wish);
        const bool fine = status == NWS_OK ? CHECK_TEXT(nws_buffer_view(&s.out), samples[i].wanted)
                                           : CHECK(status == NWS_E_SYNTAX && s.error.code != NULL &&
                                                   strcmp(s.error.code, samples[i].wanted) == 0);
        if (!fine)
            fprintf(stderr, "  sample %zu: %s of %s: %s\n", i, samples[i].wish, samples[i].text,
                    status == NWS_OK ? "" : s.error.code);
        end(&s);
    }
}

/* Every allocation of a sample fails once; what comes out is the sample's outcome or NWS_E_MEMORY.
 */
static void test_memory(void)
{
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        nws_status status = NWS_E_MEMORY;
        for (size_t fail_at = 1; status == NWS_E_MEMORY && fail_at < 1000; fail_at++) {
            state s = {.memory = {.fail_at = fail_at}};
            begin(&s);
            status = change(&s, samples[i].text, samples[i].meaning, samples[i].wish);
            end(&s);
        }
        CHECK(status == NWS_OK || status == NWS_E_SYNTAX);
    }
}

/* ---- quoting ---- */

static const struct {
    const char *text, *block, *flow;
} quoted[] = {
    {"", "\"\"", "\"\""},
    {"a b", "a b", "a b"},
    {" a", "\" a\"", "\" a\""},
    {"a ", "\"a \"", "\"a \""},
    {"\xE3\x80\x80x", "\"\xE3\x80\x80x\"", "\"\xE3\x80\x80x\""},
    {"a: b", "\"a: b\"", "\"a: b\""},
    {"a:", "\"a:\"", "\"a:\""},
    {"a:b", "a:b", "a:b"},
    {"http://x/?a#b", "http://x/?a#b", "\"http://x/?a#b\""},
    {"http://x/a#b", "http://x/a#b", "http://x/a#b"},
    {"a #b", "\"a #b\"", "\"a #b\""},
    {"a, b", "a, b", "\"a, b\""},
    {"a [b]", "a [b]", "\"a [b]\""},
    {"-", "\"-\"", "\"-\""},
    {"- a", "\"- a\"", "\"- a\""},
    {"-a", "-a", "-a"},
    {"?a", "?a", "\"?a\""},
    {":a", "\":a\"", "\":a\""},
    {"---", "\"---\"", "\"---\""},
    {"@a", "\"@a\"", "\"@a\""},
    {"%a", "\"%a\"", "\"%a\""},
    {"`a", "\"`a\"", "\"`a\""},
    {"*a", "\"*a\"", "\"*a\""},
    {"!a", "\"!a\"", "\"!a\""},
    {"it's", "it's", "it's"},
    {"'a'", "\"'a'\"", "\"'a'\""},
    {"\"a\"", "'\"a\"'", "'\"a\"'"},
    {"a\\b: c", "'a\\b: c'", "'a\\b: c'"},
    {"yes", "\"yes\"", "\"yes\""},
    {"Off", "\"Off\"", "\"Off\""},
    {"y", "\"y\"", "\"y\""},
    {"yesterday", "yesterday", "yesterday"},
    {"null", "\"null\"", "\"null\""},
    {"~", "\"~\"", "\"~\""},
    {"~a", "~a", "~a"},
    {"<<", "\"<<\"", "\"<<\""},
    {"=", "\"=\"", "\"=\""},
    {"1", "\"1\"", "\"1\""},
    {"+1", "\"+1\"", "\"+1\""},
    {"010", "\"010\"", "\"010\""},
    {"1_000", "\"1_000\"", "\"1_000\""},
    {"1,000", "\"1,000\"", "\"1,000\""},
    {"12:30", "\"12:30\"", "\"12:30\""},
    {"1.5", "\"1.5\"", "\"1.5\""},
    {"1.5.2", "1.5.2", "1.5.2"},
    {".5", "\".5\"", "\".5\""},
    {"1e3", "\"1e3\"", "\"1e3\""},
    {"0x1F", "\"0x1F\"", "\"0x1F\""},
    {"0b10", "\"0b10\"", "\"0b10\""},
    {"0o17", "\"0o17\"", "\"0o17\""},
    {"0xyz", "0xyz", "0xyz"},
    {"3D", "3D", "3D"},
    {"-.INF", "\"-.INF\"", "\"-.INF\""},
    {"2021-01-01", "\"2021-01-01\"", "\"2021-01-01\""},
    {"2021-1-1 10:00:00 +08:00", "\"2021-1-1 10:00:00 +08:00\"", "\"2021-1-1 10:00:00 +08:00\""},
    {"2021-01-01: news", "\"2021-01-01: news\"", "\"2021-01-01: news\""},
    {"2021-01-01 news", "2021-01-01 news", "2021-01-01 news"},
    {"2021-01", "2021-01", "2021-01"},
    {"a\tb", "\"a\\tb\"", "\"a\\tb\""},
    {"a\nb\r", "\"a\\nb\\r\"", "\"a\\nb\\r\""},
    {"\x7F\x1B", "\"\\u007F\\u001B\"", "\"\\u007F\\u001B\""},
    {"\xC2\x85\xE2\x80\xA8\xE2\x80\xA9\xEF\xBB\xBF", "\"\\u0085\\u2028\\u2029\\uFEFF\"",
     "\"\\u0085\\u2028\\u2029\\uFEFF\""},
    {"\xF0\x9F\x98\x80", "\xF0\x9F\x98\x80", "\xF0\x9F\x98\x80"},
};

static void set_text(state *s, nws_view text, bool flow)
{
    nws_value item = {.kind = NWS_VALUE_TEXT, .text = text};
    nws_edit edit = {.kind = NWS_EDIT_SET, .key = NWS_VIEW("k"), .value = item};
    if (flow) {
        edit.value = (nws_value){.kind = NWS_VALUE_LIST, .count = 1};
        edit.value.as.items = &item;
    }
    reading before, after;
    nws_splices splices;
    const nws_view whole = NWS_VIEW("---\n---\n");
    CHECK(read_file(s, whole, NULL, &before) == NWS_OK);
    CHECK(nws_edit_plan(&s->arena, &before.file, &edit, &limits, &splices, &s->error) == NWS_OK);
    CHECK(nws_edit_apply(whole, &splices, &s->out) == NWS_OK);
    CHECK(read_file(s, nws_buffer_view(&s->out), NULL, &after) == NWS_OK);
    CHECK(nws_edit_verify(&s->arena, &before.file, &after.file, &edit, &splices, &s->error) ==
          NWS_OK);
}

static void test_quotes(void)
{
    for (size_t i = 0; i < sizeof quoted / sizeof *quoted; i++) {
        for (int flow = 0; flow < 2; flow++) {
            state s = {.memory = {0}};
            char wanted[128];
            const char *written = flow ? quoted[i].flow : quoted[i].block;
            snprintf(wanted, sizeof wanted, flow ? "---\nk: [%s]\n---\n" : "---\nk: %s\n---\n",
                     written);
            begin(&s);
            set_text(&s, nws_view_of(quoted[i].text, strlen(quoted[i].text)), flow != 0);
            CHECK_TEXT(nws_buffer_view(&s.out), wanted);
            end(&s);
        }
    }
}

/* Every character alone, at both ends and in the middle is read back as it was. */
static void test_characters(void)
{
    for (unsigned byte = 0; byte < 0x80; byte++) {
        for (int place = 0; place < 4; place++) {
            char text[4] = "aaa";
            text[place == 3 ? 0 : place] = (char)byte;
            state s = {.memory = {0}};
            begin(&s);
            set_text(&s, nws_view_of(text, place == 3 ? 1 : 3), place == 1);
            end(&s);
        }
    }
}

/* ---- what is read back decides ---- */

static void check_refusal(const char *old, const char *new, const char *wish)
{
    state s = {.memory = {0}};
    reading before, after;
    nws_value value = {.kind = NWS_VALUE_NULL};
    nws_splices none = {.items = NULL};
    begin(&s);
    CHECK(read_file(&s, nws_view_of(old, strlen(old)), NULL, &before) == NWS_OK);
    CHECK(read_file(&s, nws_view_of(new, strlen(new)), NULL, &after) == NWS_OK);
    if (wish[0] == '+')
        CHECK(read_value(&s, strchr(wish, '=') + 1, &value) == NWS_OK);
    nws_edit edit = edit_of(wish, &value);
    const bool refused = nws_edit_verify(&s.arena, &before.file, &after.file, &edit, &none,
                                         &s.error) == NWS_E_SYNTAX;
    if (!CHECK(refused))
        fprintf(stderr, "  %s: %s became %s\n", wish, old, new);
    end(&s);
}

static void test_verify(void)
{
    const char *old = H("a: 1\nb: [x, {y: 1.0}]\n");
    check_refusal(old, H("a: 2\nb: [x, {y: 1.0}]\n"), "+a=3");
    check_refusal(old, H("a: 3\nb: [x, {y: 1.00}]\n"), "+a=3");
    check_refusal(old, H("a: 3\nb: [x, {z: 1.0}]\n"), "+a=3");
    check_refusal(old, H("a: 3\nb: [x, {y: 1.0}, z]\n"), "+a=3");
    check_refusal(old, H("a: 3\nb: ['x', {y: 1.0}]\n"), "+a=3");
    check_refusal(old, H("a: 3\n"), "+a=3");
    check_refusal(old, H("a: 3\nb: [x, {y: 1.0}]\nc: 1\n"), "+a=3");
    check_refusal(old, H("c: 0\na: 3\nb: [x, {y: 1.0}]\n"), "+a=3");
    check_refusal(old, H("a: 3\nb: [x, {y: 1.0}]\n") "!", "+a=3");
    check_refusal(old, "a: 3", "+a=3");
    check_refusal(old, H("a: '3'\nb: [x, {y: 1.0}]\n"), "+a=3");
    check_refusal(old, H("a: 3.0\nb: [x, {y: 1.0}]\n"), "+a=3");
    check_refusal(old, H("a: [3, 4]\nb: [x, {y: 1.0}]\n"), "+a=[3]");
    check_refusal(old, H("a: 2021-07-18\nb: [x, {y: 1.0}]\n"), "+a=@2021-07-19");
    check_refusal(old, H("a: true\nb: [x, {y: 1.0}]\n"), "+a=false");
    check_refusal(old, H("a: 1\n"), "-a");
    check_refusal(old, old, "-a");
    check_refusal(old, old, "~a=c");
    check_refusal(old, H("b: [x, {y: 1.0}]\n"), "~a=c");
    check_refusal(old, H("c: 2\nb: [x, {y: 1.0}]\n"), "~a=c");
    check_refusal(old, H("b: [x, {y: 1.0}]\nc: 1\n"), "~a=c");
    check_refusal(old, H("c: 1\na: 1\nb: [x, {y: 1.0}]\n"), "~a=c");
}

/* What was not read whole cannot be kept. */
static void test_limits(void)
{
    state s = {.memory = {0}};
    begin(&s);
    reading before;
    nws_splices splices;
    nws_edit edit = {.kind = NWS_EDIT_SET, .key = NWS_VIEW("a")};
    CHECK(read_file(&s, NWS_VIEW("---\na: 1\n---\n"), NULL, &before) == NWS_OK);
    CHECK(nws_diagnostics_add(&before.diagnostics, NWS_D_FRONT_LIMIT, 4, 5, NWS_VIEW("")) ==
          NWS_OK);
    CHECK(nws_edit_plan(&s.arena, &before.file, &edit, &limits, &splices, &s.error) ==
          NWS_E_SYNTAX);
    CHECK(s.error.code != NULL && strcmp(s.error.code, "front_limit") == 0);
    end(&s);
}

int main(void)
{
    test_samples();
    test_memory();
    test_quotes();
    test_characters();
    test_verify();
    test_limits();
    return harness_report();
}
