/* Finding template tags, and the code between two of them, in one pass over the lines. */
#include "markdown/template.h"

#include "base/bounds.h"
#include "base/scan.h"

enum { MARK = sizeof NWS_TEMPLATE_OPEN - 1, FIRST_TAGS = 16, FENCE = 3 };

typedef struct hider {
    const char *at;
    const char *end;
    const char *statement_end;  /* the first "%}" behind at that was looked for; end: none */
    const char *expression_end; /* the same of "}}" */
    nws_templates *templates;
    nws_buffer *out;
    const char *copied; /* up to here the body is in out */
    bool open_ended[2]; /* code of this kind has no end from here on */
    char fence;         /* of the open fenced block; 0: none */
    size_t fence_length;
} hider;

/* --- tags --- */

static const char *find_pair(const char *at, const char *end, char first)
{
    for (; (at = nws_scan_byte(at, end, '}')) < end; at++)
        if (at[-1] == first)
            return at - 1;
    return end;
}

/* The place behind the tag that begins at at, or NULL. Ends are looked for once: each is good for
 * every tag that begins before it. */
static const char *tag_end(hider *in, const char *at)
{
    const bool statement = at[1] == '%';
    const char **known = statement ? &in->statement_end : &in->expression_end;
    if (*known < at + 2)
        *known = in->end - at > 3 ? find_pair(at + 3, in->end, statement ? '%' : '}') : in->end;
    const char *stop = *known;
    if (stop == in->end || stop - at > NWS_MAX_TEMPLATE_TAG)
        return NULL;
    for (const char *p = at + 2; p < stop; p++) { /* no tag, code, quote or paragraph's end in it */
        if ((*p == '{' && (p[1] == '%' || p[1] == '{')) || *p == '`')
            return NULL;
        if (*p != '\n')
            continue;
        while (p + 1 < stop && (p[1] == ' ' || p[1] == '\t'))
            p++;
        if (p[1] == '\n' || p[1] == '>')
            return NULL;
    }
    return stop + 2;
}

NWS_MUST_CHECK static nws_status keep_tag(nws_templates *templates, nws_view tag)
{
    if (templates->count == templates->capacity) {
        nws_view *items = nws_arena_widen(templates->arena, templates->items, sizeof *items,
                                          FIRST_TAGS, &templates->capacity);
        if (items == NULL)
            return NWS_E_MEMORY;
        templates->items = items;
    }
    templates->items[templates->count++] = tag;
    return NWS_OK;
}

static nws_status copy_to(hider *in, const char *stop)
{
    NWS_TRY(nws_buffer_append(in->out, in->copied, (size_t)(stop - in->copied)));
    in->copied = stop;
    return NWS_OK;
}

/* Writes the word that stands for the tag from at to stop. */
static nws_status hide_tag(hider *in, const char *at, const char *stop)
{
    char digits[16];
    size_t length = 0;
    uint32_t number = in->templates->count;
    NWS_TRY(copy_to(in, at));
    NWS_TRY(keep_tag(in->templates, nws_view_of(at, (size_t)(stop - at))));
    do {
        digits[sizeof digits - ++length] = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    NWS_TRY(nws_buffer_add(in->out, NWS_VIEW(NWS_TEMPLATE_OPEN)));
    NWS_TRY(nws_buffer_append(in->out, digits + sizeof digits - length, length));
    in->copied = in->at = stop;
    return nws_buffer_add(in->out, NWS_VIEW(NWS_TEMPLATE_CLOSE));
}

/* --- code --- */

/* The next word of a tag: "highlight" of "{%- highlight ruby %}", then "ruby". */
static nws_view next_word(const char **at, const char *end)
{
    while (*at < end && (nws_is_space((unsigned char)**at) || **at == '-'))
        ++*at;
    const char *from = *at;
    while (*at < end && !nws_is_space((unsigned char)**at) && **at != '%')
        ++*at;
    return nws_view_of(from, (size_t)(*at - from));
}

static bool is_alone(const char *at, const char *end)
{
    while (at < end && (*at == ' ' || *at == '\t' || *at == '\r'))
        at++;
    return at == end || *at == '\n';
}

/* The line on which {% end<name> %} stands alone, or NULL; code goes from at up to it. */
static const char *code_end(const char *at, const char *end, nws_view name)
{
    while (at < end) {
        const char *line = at;
        while (at < end && (*at == ' ' || *at == '\t'))
            at++;
        if (end - at > 2 && at[0] == '{' && at[1] == '%') {
            at += 2;
            const nws_view word = next_word(&at, end);
            if (word.length == name.length + 3 && memcmp(word.data, "end", 3) == 0 &&
                memcmp(word.data + 3, name.data, name.length) == 0)
                return line;
        }
        at = nws_scan_byte(at, end, '\n');
        at += at < end;
    }
    return NULL;
}

static nws_status put_fence(hider *in, nws_view indent, size_t length, nws_view language)
{
    NWS_TRY(nws_buffer_add(in->out, indent));
    NWS_TRY(nws_buffer_reserve(in->out, length));
    memset(in->out->data + in->out->length, '~', length);
    in->out->length += length;
    NWS_TRY(nws_buffer_add(in->out, language));
    return nws_buffer_push(in->out, '\n');
}

static size_t longest_run(const char *at, const char *end, char c)
{
    size_t longest = 0;
    while ((at = nws_scan_byte(at, end, c)) < end) {
        const char *from = at;
        while (at < end && *at == c)
            at++;
        if ((size_t)(at - from) > longest)
            longest = (size_t)(at - from);
    }
    return longest;
}

/* The tag from at to stop opens code: hides it, fences the code, and goes on at the end tag. */
static nws_status hide_code(hider *in, const char *at, const char *stop, nws_view language,
                            const char *code_stop)
{
    const char *line = at;
    while (line > in->copied && (line[-1] == ' ' || line[-1] == '\t'))
        line--;
    const nws_view indent = nws_view_of(line, (size_t)(at - line));
    const char *code = nws_scan_byte(stop, in->end, '\n');
    code += code < in->end;
    size_t length = longest_run(code, code_stop, '~') + 1;
    if (length < FENCE)
        length = FENCE;
    NWS_TRY(hide_tag(in, at, stop));
    NWS_TRY(nws_buffer_add(in->out, NWS_VIEW("\n\n")));
    NWS_TRY(put_fence(in, indent, length, language));
    in->copied = code;
    NWS_TRY(copy_to(in, code_stop));
    NWS_TRY(put_fence(in, indent, length, NWS_VIEW("")));
    in->at = code_stop;
    return nws_buffer_push(in->out, '\n');
}

/* The tag from at to stop: hidden, together with the code that it opens. */
static nws_status visit_tag(hider *in, const char *at, const char *stop, bool first)
{
    static const nws_view names[] = {{"highlight", 9}, {"codeblock", 9}};
    const char *word = at + 2;
    if (at[1] != '%' || !first || !is_alone(stop, in->end))
        return hide_tag(in, at, stop);
    const nws_view name = next_word(&word, stop);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!nws_view_equal(name, names[i]) || in->open_ended[i])
            continue;
        const char *code_stop = code_end(stop, in->end, name);
        if (code_stop != NULL)
            return hide_code(in, at, stop, next_word(&word, stop - 2), code_stop);
        in->open_ended[i] = true;
    }
    return hide_tag(in, at, stop);
}

/* --- lines --- */

/* Follows fenced blocks: what is in one is nothing but text to Markdown. */
static void watch_fence(hider *in)
{
    const char *at = in->at;
    while (at < in->end && *at != 0 &&
           strchr(" \t>-*+.)0123456789", *at) != NULL) /* quotes and items round it */
        at++;
    if (at == in->end || (*at != '`' && *at != '~'))
        return;
    const char mark = *at, *from = at;
    while (at < in->end && *at == mark)
        at++;
    const size_t length = (size_t)(at - from);
    if (in->fence == 0 && length >= FENCE) {
        const char *line = nws_scan_byte(at, in->end, '\n');
        if (mark == '`' && nws_scan_byte(at, line, '`') < line)
            return; /* code in a line */
        in->fence = mark;
        in->fence_length = length;
    } else if (mark == in->fence && length >= in->fence_length && is_alone(at, in->end)) {
        in->fence = 0;
    }
}

static nws_status hide_line(hider *in)
{
    watch_fence(in);
    while (in->at < in->end && (*in->at == ' ' || *in->at == '\t'))
        in->at++;
    const char *begin = in->at;
    if (in->fence != 0)
        in->at = nws_scan_byte(in->at, in->end, '\n');
    for (;;) {
        in->at = nws_scan_any4(in->at, in->end, '{', '\n', '{', '\n');
        if (in->at == in->end || *in->at == '\n')
            break;
        const char *at = in->at++;
        if (in->end - at < 4 || (at[1] != '%' && at[1] != '{'))
            continue;
        const char *stop = tag_end(in, at);
        if (stop != NULL)
            NWS_TRY(visit_tag(in, at, stop, at == begin));
    }
    in->at += in->at < in->end;
    return NWS_OK;
}

static bool has_tag(nws_view body)
{
    const char *at = body.data, *end = at + body.length;
    for (; (at = nws_scan_byte(at, end, '{')) < end; at++)
        if (end - at > 1 && (at[1] == '%' || at[1] == '{'))
            return true;
    return false;
}

static bool has_mark(nws_view body)
{
    const char *at = body.data, *end = at + body.length;
    for (; (at = nws_scan_byte(at, end, NWS_TEMPLATE_OPEN[0])) < end; at++)
        if (end - at >= MARK && memcmp(at, NWS_TEMPLATE_OPEN, MARK) == 0)
            return true;
    return false;
}

nws_status nws_template_hide(nws_view body, nws_templates *templates, nws_buffer *out,
                             nws_view *text)
{
    *text = body;
    if (!has_tag(body) || has_mark(body))
        return NWS_OK;
    hider in = {.at = body.data,
                .end = body.data + body.length,
                .statement_end = body.data,
                .expression_end = body.data,
                .templates = templates,
                .out = out,
                .copied = body.data};
    out->length = 0;
    while (in.at < in.end)
        NWS_TRY(hide_line(&in));
    NWS_TRY(copy_to(&in, in.end));
    *text = nws_buffer_view(out);
    return NWS_OK;
}

const char *nws_template_find(const nws_templates *templates, const char *at, const char *end,
                              nws_view *tag)
{
    if (end - at < MARK || memcmp(at, NWS_TEMPLATE_OPEN, MARK) != 0)
        return NULL;
    size_t number = 0;
    at += MARK;
    for (; at < end && nws_is_digit((unsigned char)*at) && number <= UINT32_MAX; at++)
        number = number * 10 + (size_t)(*at - '0');
    if (end - at < MARK || memcmp(at, NWS_TEMPLATE_CLOSE, MARK) != 0 || number >= templates->count)
        return NULL;
    *tag = templates->items[number];
    return at + MARK;
}
