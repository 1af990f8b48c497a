/* The tokenizer: what the suite (test_tokenizer_suite.py) cannot see. Views instead of copies, many
 * attributes, memory that runs out at every point, and shapes that would make a careless one slow.
 */
#include "harness.h"

#include "base/scan.h"
#include "html/charref.h"
#include "html/tokenizer.h"

static nws_arena arena;

static void begin(nws_tokenizer *tokenizer, nws_view input)
{
    nws_arena_reset(&arena);
    nws_tokenizer_init(tokenizer, &arena, input);
}

static nws_token next(nws_tokenizer *tokenizer)
{
    nws_token token = {0};
    CHECK(nws_tokenizer_next(tokenizer, &token) == NWS_OK);
    return token;
}

static bool is_inside(nws_view part, nws_view whole)
{
    return part.data >= whole.data && part.data + part.length <= whole.data + whole.length;
}

static void test_views(void)
{
    nws_view input = NWS_VIEW("<div class=\"a b\" TITLE=x>1 < 2 <3 text</div>a&amp;b");
    nws_tokenizer tokenizer;
    begin(&tokenizer, input);
    nws_token token = next(&tokenizer);
    CHECK(token.type == NWS_TOKEN_START && token.tag == NWS_TAG_DIV && !token.self_closing);
    CHECK(token.start == 0 && token.end == 25 && token.attribute_count == 2);
    CHECK(token.attributes[0].id == NWS_ATTR_CLASS && is_inside(token.attributes[0].name, input));
    CHECK_TEXT(token.attributes[0].value, "a b");
    CHECK(is_inside(token.attributes[0].value, input));
    CHECK(token.attributes[1].id == NWS_ATTR_TITLE);
    CHECK_TEXT(token.attributes[1].name, "title");
    token = next(&tokenizer);
    CHECK(token.type == NWS_TOKEN_TEXT && is_inside(token.text, input));
    CHECK_TEXT(token.text, "1 < 2 <3 text");
    token = next(&tokenizer);
    CHECK(token.type == NWS_TOKEN_END && token.tag == NWS_TAG_DIV);
    token = next(&tokenizer);
    CHECK(token.type == NWS_TOKEN_TEXT && !is_inside(token.text, input));
    CHECK_TEXT(token.text, "a&b");
    CHECK(token.start == 44 && token.end == 51);
    for (int i = 0; i < 3; i++)
        CHECK(next(&tokenizer).type == NWS_TOKEN_EOF);
}

static void test_plain_text_takes_no_memory(void)
{
    static const char text[] =
        "<p class='x'>R&D &c; &#; <b>c</b><!--d--><?e f?></p></><![CDATA[g]]>"
        "</ h><a href=\"?a=1&b=2&copy=3\">";
    nws_tokenizer tokenizer;
    nws_token token;
    harness_memory memory = {.fail_at = 2}; /* the attributes, then nothing */
    nws_allocator allocator = harness_allocator(&memory);
    nws_arena small;
    nws_arena_init(&small, &allocator);
    nws_tokenizer_init(&tokenizer, &small, NWS_VIEW(text));
    do
        CHECK(nws_tokenizer_next(&tokenizer, &token) == NWS_OK);
    while (token.type != NWS_TOKEN_EOF);
    CHECK(small.cursor - (char *)tokenizer.attributes ==
          (ptrdiff_t)(tokenizer.attribute_capacity * sizeof(nws_token_attr)));
    nws_arena_free(&small);
    CHECK(memory.live == 0);
}

static void test_null(void)
{
    nws_tokenizer tokenizer;
    begin(&tokenizer, NWS_VIEW("a\0b<i\0 j\0='\0'>"));
    CHECK_TEXT(next(&tokenizer).text, "a");
    CHECK(next(&tokenizer).type == NWS_TOKEN_NULL);
    CHECK_TEXT(next(&tokenizer).text, "b");
    nws_token token = next(&tokenizer);
    CHECK_TEXT(token.name, "i\xEF\xBF\xBD");
    CHECK(token.tag == NWS_TAG_UNKNOWN && token.attribute_count == 1);
    CHECK_TEXT(token.attributes[0].name, "j\xEF\xBF\xBD");
    CHECK_TEXT(token.attributes[0].value, "\xEF\xBF\xBD");
}

/* One text token up to the end tag, which puts the tokenizer back. */
static void check_content(nws_content content, const char *last, const char *input,
                          const char *text)
{
    nws_tokenizer tokenizer;
    begin(&tokenizer, nws_view_of(input, strlen(input)));
    tokenizer.content = content;
    tokenizer.last_start = nws_view_of(last, strlen(last));
    CHECK_TEXT(next(&tokenizer).text, text);
    CHECK(tokenizer.content == content);
    nws_token token = next(&tokenizer);
    CHECK(token.type == NWS_TOKEN_END && tokenizer.content == NWS_CONTENT_DATA);
    CHECK_TEXT(token.name, last);
    CHECK(token.attribute_count == 0);
    CHECK_TEXT(next(&tokenizer).text, "z");
}

static void test_content(void)
{
    check_content(NWS_CONTENT_RCDATA, "title", "a&lt;b</b></titlex</title>z", "a<b</b></titlex");
    check_content(NWS_CONTENT_RAWTEXT, "style", "a&lt;</STYLE x=y>z", "a&lt;");
    check_content(NWS_CONTENT_SCRIPT, "script", "<!--<script></script>--></script>z",
                  "<!--<script></script>-->");
    check_content(NWS_CONTENT_SCRIPT, "script", "<!--><script></script>z", "<!--><script>");
    check_content(NWS_CONTENT_SCRIPT, "script", "<!--<scripty></script/>z", "<!--<scripty>");
    check_content(NWS_CONTENT_SCRIPT, "script", "<!--<script>--></script>z", "<!--<script>-->");
    /* "<" and what may follow it, at the end and where a block of 16 or 32 bytes ends */
    check_content(NWS_CONTENT_SCRIPT, "script", "a<b<!c<!-</s<!</script>z", "a<b<!c<!-</s<!");
    check_content(NWS_CONTENT_SCRIPT, "script", "<<</script>z", "<<");
    check_content(NWS_CONTENT_SCRIPT, "script", "0123456789abcde</script>z", "0123456789abcde");
    check_content(NWS_CONTENT_SCRIPT, "script",
                  "0123456789abcdef0123456789abcde<!--<script></script>"
                  "0123456789abcdef0123456789abcde</script>z",
                  "0123456789abcdef0123456789abcde<!--<script></script>"
                  "0123456789abcdef0123456789abcde");
    check_content(NWS_CONTENT_SCRIPT, "script", "<!--<script><!--></script>z", "<!--<script><!-->");
    check_content(NWS_CONTENT_RAWTEXT, "style", "<!--<style></styl</style\t>z",
                  "<!--<style></styl");
    check_content(NWS_CONTENT_RCDATA, "textarea", "<!&lt;</</textarea/>z", "<!<</");
    static const char *const unended[] = {"a<",
                                          "a</",
                                          "a</script",
                                          "a</scripT",
                                          "a<!",
                                          ("a<!--<script>"
                                           "0123456789abcdef0123456789abcdef</script>"),
                                          "a<!--<"};
    nws_tokenizer tokenizer;
    for (size_t i = 0; i < sizeof unended / sizeof unended[0]; i++)
        for (int content = NWS_CONTENT_RCDATA; content <= NWS_CONTENT_SCRIPT; content++) {
            begin(&tokenizer, nws_view_of(unended[i], strlen(unended[i])));
            tokenizer.content = (nws_content)content;
            tokenizer.last_start =
                content == NWS_CONTENT_SCRIPT ? NWS_VIEW("script") : NWS_VIEW("title");
            CHECK_TEXT(next(&tokenizer).text, unended[i]);
            CHECK(next(&tokenizer).type == NWS_TOKEN_EOF);
        }
    begin(&tokenizer, NWS_VIEW("a</plaintext>&amp;"));
    tokenizer.content = NWS_CONTENT_PLAINTEXT;
    tokenizer.last_start = NWS_VIEW("plaintext");
    CHECK_TEXT(next(&tokenizer).text, "a</plaintext>&amp;");
    CHECK(next(&tokenizer).type == NWS_TOKEN_EOF);
}

/* ---- the end tag that is expected ---- */

static bool is_same_token(const nws_token *a, const nws_token *b)
{
    if (a->type != b->type || a->start != b->start || a->end != b->end)
        return false;
    if (a->type != NWS_TOKEN_START && a->type != NWS_TOKEN_END)
        return true;
    bool same = a->tag == b->tag && nws_view_equal(a->name, b->name) &&
                a->self_closing == b->self_closing && a->attribute_count == b->attribute_count;
    for (uint32_t i = 0; same && i < a->attribute_count; i++)
        same = nws_view_equal(a->attributes[i].name, b->attributes[i].name) &&
               nws_view_equal(a->attributes[i].value, b->attributes[i].value);
    return same;
}

/* Whether text, which is read to its last byte and not beyond, gives the same tokens whatever the
 * tree's current node is said to be. */
static bool is_only_a_guess(const char *text, size_t length)
{
    char *tight = malloc(length == 0 ? 1 : length);
    if (tight == NULL)
        exit(2);
    if (length > 0)
        memcpy(tight, text, length);
    bool same = true;
    for (int tag = 1; tag < NWS_TAG_COUNT; tag++) {
        nws_tokenizer guessed, plain;
        nws_token one = {.self_closing = true}, other = {.self_closing = true};
        begin(&guessed, nws_view_of(tight, length));
        nws_tokenizer_init(&plain, &arena, nws_view_of(tight, length));
        guessed.current = (nws_tag)tag;
        do {
            if (nws_tokenizer_next(&guessed, &one) != NWS_OK ||
                nws_tokenizer_next(&plain, &other) != NWS_OK)
                exit(2);
            same = same && is_same_token(&one, &other);
        } while (same && one.type != NWS_TOKEN_EOF);
    }
    free(tight);
    return same;
}

/* The end tag of each name in the table as it is meant, and in ways that only resemble it. */
static void test_expected_end(void)
{
    static const char *const forms[] = {"</%s>",          "</%s>12345678",   "<b></%s>1234567",
                                        "</%s >",         "</%s/>",          "</%s a=b>c",
                                        "</%s",           "</%s\n>12345678", "</%s></%s>",
                                        "</%sx>12345678", "</%s\f>12345",    "<%s/></%s>12345678",
                                        "<%s a></%s>1",   "</ %s>12345678",  "</%s<p>12345678"};
    enum { FORMS = sizeof forms / sizeof forms[0] };
    for (int tag = 1; tag < NWS_TAG_COUNT; tag++) {
        const char *name = nws_tag_names[tag];
        bool same = true;
        for (size_t form = 0; form < FORMS; form++)
            for (int variant = 0; variant < 3; variant++) {
                char used[64], text[256];
                snprintf(used, sizeof used, "%s", name);
                const size_t last = strlen(used) - 1;
                char *letter = used + (size_t)tag % (last + 1);
                if (variant == 1 && *letter >= 'a') /* in another case */
                    *letter = (char)(*letter - 'a' + 'A');
                if (variant == 2) /* cut by one */
                    used[last] = '\0';
                int length = snprintf(text, sizeof text, forms[form], used, used);
                same = same && is_only_a_guess(text, (size_t)length);
                char *place = strstr(text, used);
                if (variant == 0 && place != NULL) { /* and with U+0000 as its last byte */
                    place[last] = '\0';
                    same = same && is_only_a_guess(text, (size_t)length);
                }
            }
        if (!CHECK(same))
            fprintf(stderr, "  %s\n", name);
    }
}

static void test_expected_end_in_soup(void)
{
    static const char *const pieces[] = {
        "</", "</",  "<",   ">",   ">",        ">",        "/",          " ",
        "p",  "P",   "svg", "div", "textarea", "TEXTAREA", "clipPath",   "foreignobject",
        "x",  "a=b", "'",   "\n",  "fieldset", "b",        "blockquote", "td"};
    uint32_t state = 1;
    bool same = true;
    for (int round = 0; round < 300; round++) {
        char text[256];
        size_t length = 0;
        for (int i = 0; i < 20; i++) {
            state = state * 1664525u + 1013904223u;
            const char *piece = pieces[(state >> 16) % (sizeof pieces / sizeof pieces[0])];
            memcpy(text + length, piece, strlen(piece));
            length += strlen(piece);
            if ((state >> 12) % 64 == 0)
                text[length++] = '\0';
        }
        same = same && is_only_a_guess(text, length);
    }
    CHECK(same);
}

static void check_reference(const char *text, bool in_attribute, size_t used, const char *wanted)
{
    char out[NWS_CHARREF_MAX];
    size_t written = 0;
    size_t got = nws_charref_read(text, text + strlen(text), in_attribute, out, &written);
    CHECK(got == used);
    if (got > 0)
        CHECK_TEXT(nws_view_of(out, written), wanted);
}

static void test_references(void)
{
    check_reference("&nbsp;", false, 6, "\xC2\xA0");
    check_reference("&notit;", false, 4, "\xC2\xAC");
    check_reference("&notin;", false, 7, "\xE2\x88\x89");
    check_reference("&notit;", true, 0, "");
    check_reference("&copy=", true, 0, "");
    check_reference("&copy=", false, 5, "\xC2\xA9");
    check_reference("&copy;=", true, 6, "\xC2\xA9");
    check_reference("&copy", true, 5, "\xC2\xA9");
    check_reference("&copy;x", true, 6, "\xC2\xA9");
    check_reference("&nGt;", false, 5, "\xE2\x89\xAB\xE2\x83\x92");
    check_reference("&CounterClockwiseContourIntegral;", false, 33, "\xE2\x88\xB3");
    check_reference("&CounterClockwiseContourIntegrals;", false, 0, "");
    check_reference("&ampampampampampampampampampampampampampamp;", false, 4, "&");
    check_reference("&", false, 0, "");
    check_reference("&;", false, 0, "");
    check_reference("&#", false, 0, "");
    check_reference("&#x", false, 0, "");
    check_reference("&#xg", false, 0, "");
    check_reference("&#128;", false, 6, "\xE2\x82\xAC");
    check_reference("&#X41g", false, 5, "A");
    check_reference("&#65a", true, 4, "A");
    check_reference("&#0;", false, 4, "\xEF\xBF\xBD");
    check_reference("&#xD800;", false, 8, "\xEF\xBF\xBD");
    check_reference("&#x10FFFF;", false, 10, "\xF4\x8F\xBF\xBF");
    check_reference("&#99999999999999999999999999;", false, 29, "\xEF\xBF\xBD");
}

/* Names of one to three letters out of three, so that most of them repeat; the n-th of a sequence.
 */
static size_t write_name(char *out, uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    size_t length = 1 + (*state >> 24) % 5;
    for (size_t i = 0; i < length; i++)
        out[i] = "abq"[(*state >> (4 + 3 * i)) % 3];
    return length;
}

/* Whether name was written before place in text, whose names are parted by blanks. */
static bool was_there(const char *text, size_t place, const char *name, size_t length)
{
    for (size_t at = 2; at < place;) {
        size_t next_at = (size_t)(nws_scan_byte(text + at, text + place, ' ') - text);
        if (next_at - at == length && memcmp(text + at, name, length) == 0)
            return true;
        at = next_at + 1;
    }
    return false;
}

static void test_many_attributes(void)
{
    static char text[8192];
    char kept[600][8];
    uint32_t state = 7, count = 0;
    size_t length = 2;
    memcpy(text, "<x", 2);
    text[length++] = ' ';
    for (int i = 0; i < 600; i++) {
        size_t wrote = write_name(text + length, &state);
        if (!was_there(text + 1, length - 1, text + length, wrote)) {
            memcpy(kept[count], text + length, wrote);
            kept[count++][wrote] = '\0';
        }
        length += wrote;
        text[length++] = ' ';
    }
    text[length++] = '>';
    memcpy(text + length, "<y b a b>", 9);
    nws_tokenizer tokenizer;
    begin(&tokenizer, nws_view_of(text, length + 9));
    nws_token token = next(&tokenizer);
    CHECK(count > 100 && count < 400 && token.attribute_count == count);
    for (uint32_t i = 0; i < token.attribute_count && i < count; i++)
        CHECK_TEXT(token.attributes[i].name, kept[i]);
    token = next(&tokenizer); /* nothing of the first tag is left */
    CHECK(token.attribute_count == 2);
    CHECK_TEXT(token.attributes[1].name, "a");
}

/* Everything that allocates. */
static const char greedy[] =
    "t&amp;ext<DIV CLASS='&lt;' Id=\"&gt;\"><UNKNOWN \xE4\xB8\xAD='\0'></UNKNOWN X=&amp;>"
    "<!doctype HTML PUBLIC \"a\0\" 'b\0'><!--\0--></\0><title>\0&lt;</title>"
    "<z a b c d e f g h i j k l m n o p q r s t u v w x y z a b c d e f g h i j k l m n o>";

static nws_status run_greedy(nws_arena *small, size_t room)
{
    nws_tokenizer tokenizer;
    nws_token token;
    nws_tokenizer_init(&tokenizer, small, nws_view_of(greedy, sizeof greedy - 1));
    do {
        /* So many bytes are left, so that the allocator is asked wherever memory is needed. */
        size_t left = (size_t)(small->end - small->cursor);
        if (left > room && nws_arena_alloc(small, left - room) == NULL)
            return NWS_E_MEMORY;
        NWS_TRY(nws_tokenizer_next(&tokenizer, &token));
        if (token.type == NWS_TOKEN_START && token.tag == NWS_TAG_TITLE)
            tokenizer.content = NWS_CONTENT_RCDATA;
    } while (token.type != NWS_TOKEN_EOF);
    return NWS_OK;
}

static void test_memory_runs_out(void)
{
    size_t most = 0;
    for (size_t room = 0; room <= 256; room += NWS_ARENA_ALIGN) {
        for (size_t fail_at = 1;; fail_at++) {
            harness_memory memory = {.fail_at = fail_at};
            nws_allocator allocator = harness_allocator(&memory);
            nws_arena small;
            nws_arena_init(&small, &allocator);
            nws_status status = run_greedy(&small, room);
            bool refused = memory.calls >= fail_at;
            CHECK(status == (refused ? NWS_E_MEMORY : NWS_OK));
            nws_arena_free(&small);
            CHECK(memory.live == 0);
            if (!refused)
                break;
            most = fail_at > most ? fail_at : most;
        }
    }
    CHECK(most >= 9); /* the tokens of greedy that need memory */
}

/* Repeats of a part that a tokenizer could be slow on: with 1 MB of each, one that is quadratic
 * would not finish. Tokens and memory are counted. */
static const struct shape {
    nws_content content;
    const char *head;
    const char *part;
} shapes[] = {
    {NWS_CONTENT_DATA, "", "<"},
    {NWS_CONTENT_DATA, "", "<a"},
    {NWS_CONTENT_DATA, "", "<a "},
    {NWS_CONTENT_DATA, "", "</"},
    {NWS_CONTENT_DATA, "", "</>"},
    {NWS_CONTENT_DATA, "", "<!"},
    {NWS_CONTENT_DATA, "", "<!--"},
    {NWS_CONTENT_DATA, "", "<!-->"},
    {NWS_CONTENT_DATA, "<!--", "->"},
    {NWS_CONTENT_DATA, "<!--", "--!"},
    {NWS_CONTENT_DATA, "", "<?"},
    {NWS_CONTENT_DATA, "", "<?a"},
    {NWS_CONTENT_DATA, "", "<?a "},
    {NWS_CONTENT_DATA, "", "<!doctype"},
    {NWS_CONTENT_DATA, "", "<!doctype a public 'b"},
    {NWS_CONTENT_DATA, "", "<![CDATA["},
    {NWS_CONTENT_DATA, "", "<![CDATA[]]>"},
    {NWS_CONTENT_DATA, "", "&"},
    {NWS_CONTENT_DATA, "", "&amp"},
    {NWS_CONTENT_DATA, "", "&CounterClockwiseContourIntegra"},
    {NWS_CONTENT_DATA, "&", "a"},
    {NWS_CONTENT_DATA, "&#", "0"},
    {NWS_CONTENT_DATA, "", "&nGt;"},
    {NWS_CONTENT_DATA, "", "&\0<b>"},
    {NWS_CONTENT_DATA, "<a", " b"},
    {NWS_CONTENT_DATA, "<a b='", "&lt;"},
    {NWS_CONTENT_DATA, "<a", " b='\""},
    {NWS_CONTENT_DATA, "<a", "/"},
    {NWS_CONTENT_DATA, "<a", "="},
    {NWS_CONTENT_DATA, "", "<a b=\""},
    {NWS_CONTENT_RCDATA, "", "</titl"},
    {NWS_CONTENT_RCDATA, "", "&a"},
    {NWS_CONTENT_RAWTEXT, "", "</title"},
    {NWS_CONTENT_SCRIPT, "", "<!--"},
    {NWS_CONTENT_SCRIPT, "", "<!--<script "},
    {NWS_CONTENT_SCRIPT, "<!--", "-"},
    {NWS_CONTENT_SCRIPT, "<!--<script>", "</script>"},
    {NWS_CONTENT_SCRIPT, "", "</scrip"},
    {NWS_CONTENT_CDATA, "", "]"},
    {NWS_CONTENT_CDATA, "", "]]"},
};

enum { SHAPE_BYTES = 1 << 20 };

static char *shape_text(const struct shape *shape)
{
    char *text = malloc(SHAPE_BYTES);
    if (text == NULL)
        exit(2);
    size_t head = strlen(shape->head);
    size_t part = strlen(shape->part);
    memcpy(text, shape->head, head);
    for (size_t i = head; i < SHAPE_BYTES; i++)
        text[i] = shape->part[(i - head) % part];
    return text;
}

static void check_linear(nws_view input, nws_content content, const char *what)
{
    nws_tokenizer tokenizer;
    nws_token token;
    size_t tokens = 0;
    uint32_t reached = 0;
    bool ordered = true;
    begin(&tokenizer, input);
    tokenizer.content = content;
    tokenizer.foreign = true;
    tokenizer.last_start = content == NWS_CONTENT_SCRIPT ? NWS_VIEW("script") : NWS_VIEW("title");
    do {
        if (nws_tokenizer_next(&tokenizer, &token) != NWS_OK) {
            CHECK(tokens == SIZE_MAX); /* no memory */
            return;
        }
        ordered = ordered && token.start >= reached && token.end >= token.start;
        reached = token.end;
        tokens++;
    } while (token.type != NWS_TOKEN_EOF);
    if (!CHECK(ordered) || !CHECK(tokens <= input.length + 1) ||
        !CHECK(arena.total <= 64 * input.length + 2 * NWS_ARENA_KEEP))
        fprintf(stderr, "  in the shape %s\n", what);
}

static void test_shapes(void)
{
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        char *text = shape_text(&shapes[i]);
        check_linear(nws_view_of(text, SHAPE_BYTES), shapes[i].content, shapes[i].part);
        free(text);
    }
    nws_arena_free(&arena);
}

/* 1 MB of names that are all different, and of names that share long beginnings: what makes a hash
 * collide or a comparison long. */
static void test_attribute_floods(void)
{
    char *text = malloc(SHAPE_BYTES + 64);
    if (text == NULL)
        exit(2);
    size_t length = 0;
    text[length++] = '<';
    text[length++] = 'a';
    for (unsigned i = 0; length < SHAPE_BYTES; i++)
        length += (size_t)sprintf(text + length, " %x", i);
    text[length++] = '>';
    check_linear(nws_view_of(text, length), NWS_CONTENT_DATA, "different names");
    /* Names of growing length, each beginning as all before it do, then many short ones. */
    length = 2;
    for (size_t i = 1; length < SHAPE_BYTES / 2; i++) {
        text[length++] = ' ';
        memset(text + length, 'z', i);
        length += i;
    }
    while (length < SHAPE_BYTES) {
        memcpy(text + length, " z", 2);
        length += 2;
    }
    text[length++] = '>';
    check_linear(nws_view_of(text, length), NWS_CONTENT_DATA, "growing names");
    free(text);
    nws_arena_free(&arena);
}

int main(void)
{
    nws_arena_init(&arena, nws_allocator_libc());
    test_views();
    test_plain_text_takes_no_memory();
    test_null();
    test_content();
    test_expected_end();
    test_expected_end_in_soup();
    test_references();
    test_many_attributes();
    test_memory_runs_out();
    test_shapes();
    test_attribute_floods();
    nws_arena_free(&arena);
    return harness_report();
}
