/* The fence: lines at the top of a text that say where its header is.
 *
 * Separate from the readers of the formats, because where a header ends does not depend on what is
 * in it: a broken one must not move the body by a byte.
 */
#include "front/fence.h"

#include "base/bounds.h"
#include "base/scan.h"

typedef struct line {
    nws_view text;    /* without its end */
    const char *next; /* where the next line begins; the end of the text after the last one */
} line;

/* The line that begins at at: LF, CRLF and CR end one. */
static line line_at(const char *at, const char *end)
{
    const char *stop = nws_scan_any4(at, end, '\n', '\r', '\n', '\r');
    const char *next = stop;
    if (next < end)
        next += *next == '\r' && next + 1 < end && next[1] == '\n' ? 2 : 1;
    return (line){nws_view_of(at, (size_t)(stop - at)), next};
}

static nws_view trim_blanks(nws_view text)
{
    while (text.length > 0 && (text.data[0] == ' ' || text.data[0] == '\t'))
        text = nws_view_slice(text, 1, text.length);
    while (text.length > 0 &&
           (text.data[text.length - 1] == ' ' || text.data[text.length - 1] == '\t'))
        text.length--;
    return text;
}

/* How many bytes like mark text begins with. */
static size_t count_marks(nws_view text, char mark)
{
    size_t count = 0;
    while (count < text.length && text.data[count] == mark)
        count++;
    return count;
}

/* A line of three or more dashes with nothing but blanks after them. */
static bool is_dashes(nws_view text)
{
    size_t count = count_marks(text, '-');
    return count >= 3 && trim_blanks(nws_view_slice(text, count, text.length)).length == 0;
}

/* A line that is mark alone, with blanks after it. */
static bool is_mark(nws_view text, nws_view mark)
{
    return nws_view_starts(text, mark) &&
           trim_blanks(nws_view_slice(text, mark.length, text.length)).length == 0;
}

typedef enum closer { CLOSE_YAML, CLOSE_TOML, CLOSE_JSON, CLOSE_DASHES } closer;

static bool closes(nws_view text, closer how)
{
    switch (how) {
    case CLOSE_YAML: return is_dashes(text) || is_mark(text, NWS_VIEW("..."));
    case CLOSE_TOML: return is_mark(text, NWS_VIEW("+++"));
    case CLOSE_JSON: return is_mark(text, NWS_VIEW(";;;"));
    case CLOSE_DASHES: return is_dashes(text);
    }
    return false;
}

/* The first line that begins behind at with three marks such as close a header, else end. */
static const char *find_closing(const char *at, const char *end, closer how)
{
    static const char marks[][2] = {{'-', '.'}, {'+', '+'}, {';', ';'}, {'-', '-'}};
    do
        at = nws_scan_line(at, end, marks[how][0], marks[how][1]);
    while (at < end && !(end - at >= 3 && at[1] == *at && at[2] == *at));
    return at;
}

/* A word right after the dashes, as in "---toml": what it names. No other word opens a header, but
 * "---js" and its like are known so that they can be told from text: they are never run. */
static bool named_format(nws_view word, nws_format *format)
{
    static const struct {
        nws_view word;
        nws_format format;
    } words[] = {
        {{"yaml", 4}, NWS_FORMAT_YAML},
        {{"yml", 3}, NWS_FORMAT_YAML},
        {{"toml", 4}, NWS_FORMAT_TOML},
        {{"json", 4}, NWS_FORMAT_JSON},
        {{"js", 2}, NWS_FORMAT_NONE},
        {{"javascript", 10}, NWS_FORMAT_NONE},
        {{"coffee", 6}, NWS_FORMAT_NONE},
        {{"cson", 4}, NWS_FORMAT_NONE},
        {{"coffeescript", 12}, NWS_FORMAT_NONE},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (nws_view_equal_nocase(word, words[i].word)) {
            *format = words[i].format;
            return true;
        }
    }
    return false;
}

/* What a line opens: false when it opens nothing. */
static bool opens(nws_view text, nws_format *format, closer *how)
{
    size_t dashes = count_marks(text, '-');
    if (dashes >= 3) {
        nws_view word = trim_blanks(nws_view_slice(text, dashes, text.length));
        *format = NWS_FORMAT_YAML;
        *how = CLOSE_YAML;
        if (word.length == 0)
            return true;
        if (!named_format(word, format))
            return false;
        if (*format != NWS_FORMAT_YAML)
            *how = CLOSE_DASHES;
        return true;
    }
    if (is_mark(text, NWS_VIEW("+++"))) {
        *format = NWS_FORMAT_TOML;
        *how = CLOSE_TOML;
        return true;
    }
    if (is_mark(text, NWS_VIEW(";;;"))) {
        *format = NWS_FORMAT_JSON;
        *how = CLOSE_JSON;
        return true;
    }
    return false;
}

/* One past the "}" that matches the "{" at at, or NULL. Braces in strings do not count. */
static const char *find_object_end(const char *at, const char *end)
{
    size_t depth = 0;
    while (at < end) {
        char byte = *at++;
        if (byte == '"') {
            for (;;) {
                at = nws_scan_any4(at, end, '"', '\\', '"', '\\');
                if (at == end)
                    return NULL;
                if (*at++ == '"')
                    break;
                if (at < end)
                    at++; /* whatever the backslash escapes */
            }
        } else if (byte == '{') {
            depth++;
        } else if (byte == '}' && --depth == 0) {
            return at;
        }
    }
    return NULL;
}

/* A header that is a bare JSON object: it must fill its last line, and look like one inside, so
 * that
 * "{{ x }}" and "{% x %}" of templates stay body. */
static void split_object(nws_view text, const char *open, nws_fence *fence)
{
    const char *end = text.data + text.length;
    const char *inside = open + 1;
    while (inside < end && nws_is_space((unsigned char)*inside))
        inside++;
    if (inside == end || (*inside != '"' && *inside != '}'))
        return;
    const char *close = find_object_end(open, end);
    if (close == NULL) {
        fence->flaw = NWS_FENCE_UNCLOSED;
        return;
    }
    line rest = line_at(close, end);
    if (trim_blanks(rest.text).length > 0)
        return;
    fence->format = NWS_FORMAT_JSON;
    fence->front = nws_view_of(open, (size_t)(close - open));
    fence->body = nws_view_of(rest.next, (size_t)(end - rest.next));
}

/* The first line that is not blank, after a byte order mark and a bounded number of blank lines. */
static const char *find_opening(nws_view text)
{
    const char *at = text.data;
    const char *end = text.data + text.length;
    if (nws_view_starts(text, NWS_VIEW("\xEF\xBB\xBF")))
        at += 3;
    for (int blanks = 0; at < end; blanks++) {
        line first = line_at(at, end);
        if (trim_blanks(first.text).length > 0)
            break;
        if (blanks == NWS_MAX_FENCE_BLANKS)
            return end;
        at = first.next;
    }
    return at;
}

/* Whether the first byte that is no white space is a "{". */
static bool has_brace(nws_view text)
{
    text = nws_view_trim(text);
    return text.length > 0 && text.data[0] == '{';
}

/* ---- Hexo's header without an opening line ---- */

/* The key of a line "key: value" or "key:"; length 0 for any other line. Keys of other scripts
 * count, keys with blanks do not: they are rather a sentence. */
static nws_view key_of(nws_view text)
{
    const bool quoted = text.length > 0 && text.data[0] == '"';
    size_t end = quoted;
    while (end < text.length) {
        const unsigned char byte = (unsigned char)text.data[end];
        if (!nws_is_alpha(byte) && !nws_is_digit(byte) && byte != '_' && byte != '-' &&
            byte != '.' && byte < 0x80)
            break;
        end++;
    }
    const nws_view key = nws_view_slice(text, quoted, end - quoted);
    if (quoted && end < text.length && text.data[end] == '"')
        end++;
    while (quoted && end < text.length && text.data[end] == ' ')
        end++;
    if (end == text.length || text.data[end] != ':')
        return NWS_VIEW("");
    if (end + 1 < text.length && text.data[end + 1] != ' ' && text.data[end + 1] != '\t')
        return NWS_VIEW("");
    return key;
}

/* https://hexo.io/docs/front-matter#Settings-Their-Default-Values */
static bool is_setting(nws_view key)
{
    static const nws_view settings[] = {
        {"title", 5}, {"date", 4},      {"updated", 7},  {"layout", 6}, {"tags", 4},
        {"tag", 3},   {"category", 8},  {"comments", 8}, {"lang", 4},   {"published", 9},
        {"slug", 4},  {"permalink", 9}, {"excerpt", 7},  {"author", 6}, {"categories", 10},
    };
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
        if (nws_view_equal(key, settings[i]))
            return true;
    return false;
}

/* A line that goes on with what a key began, or says nothing. */
static bool is_continued(nws_view text)
{
    return text.length == 0 || memchr(" \t#]}", text.data[0], 5) != NULL ||
           (text.data[0] == '-' && (text.length == 1 || text.data[1] == ' '));
}

/* Hexo takes all text before a line of dashes or semicolons for a header, and a Markdown heading
 * that is underlined by dashes, too. Here every line must be shaped like a header's, and one of
 * its keys must be a setting. */
static void split_bare(nws_view text, const char *open, nws_fence *fence)
{
    const char *end = text.data + text.length;
    const bool is_json = *open == '"';
    bool known = false;
    for (const char *at = open; at < end;) {
        const line next = line_at(at, end);
        if (known && at > open &&
            (is_json ? count_marks(next.text, ';') >= 3 : is_dashes(next.text))) {
            fence->format = is_json ? NWS_FORMAT_JSON : NWS_FORMAT_YAML;
            fence->braceless = is_json;
            fence->front = nws_view_of(open, (size_t)(at - open));
            fence->body = nws_view_of(next.next, (size_t)(end - next.next));
            return;
        }
        const nws_view key = key_of(next.text);
        if (key.length == 0 && (at == open || !is_continued(next.text)))
            return;
        known = known || is_setting(key);
        at = next.next;
    }
}

void nws_fence_split(nws_view text, nws_fence *fence)
{
    nws_fence_split_as(text, NWS_DIALECT_AUTO, fence);
}

void nws_fence_split_as(nws_view text, nws_dialect dialect, nws_fence *fence)
{
    *fence = (nws_fence){.format = NWS_FORMAT_NONE, .flaw = NWS_FENCE_SOUND, .body = text};
    if (text.length == 0)
        return;
    const char *end = text.data + text.length;
    const char *open = find_opening(text);
    if (open == end)
        return;
    fence->open = (size_t)(open - text.data);
    /* A JSON object may be indented: feeds wrap it so. A fence stands at column 0. */
    const char *brace = open;
    while (brace < end && (*brace == ' ' || *brace == '\t'))
        brace++;
    if (brace < end && *brace == '{') {
        split_object(text, brace, fence);
        return;
    }
    line first = line_at(open, end);
    nws_format format;
    closer how;
    if (!opens(first.text, &format, &how)) {
        if (dialect == NWS_DIALECT_HEXO)
            split_bare(text, open, fence);
        return;
    }
    for (const char *at = find_closing(first.next - 1, end, how); at < end;
         at = find_closing(at, end, how)) {
        line next = line_at(at, end);
        if (closes(next.text, how)) {
            fence->format = format;
            fence->flaw = format == NWS_FORMAT_NONE ? NWS_FENCE_UNSUPPORTED : NWS_FENCE_SOUND;
            fence->front = nws_view_of(first.next, (size_t)(at - first.next));
            fence->braceless = how == CLOSE_JSON && !has_brace(fence->front);
            fence->body = nws_view_of(next.next, (size_t)(end - next.next));
            return;
        }
    }
    fence->flaw = NWS_FENCE_UNCLOSED;
}

bool nws_fence_again(nws_view body, nws_fence *fence)
{
    nws_fence_split(body, fence);
    if (fence->format != NWS_FORMAT_YAML || fence->front.length == 0)
        return false;
    const char *end = fence->front.data + fence->front.length;
    return key_of(line_at(fence->front.data, end).text).length > 0;
}

size_t nws_fence_wide_colon(nws_view front)
{
    const char *end = front.data + front.length;
    for (const char *at = front.data; at < end;) {
        const line next = line_at(at, end);
        size_t length = 0;
        while (length < next.text.length &&
               (nws_is_alpha((unsigned char)at[length]) || at[length] == '_' || at[length] == '-'))
            length++;
        if (length > 0 && nws_view_starts(nws_view_slice(next.text, length, next.text.length),
                                          NWS_VIEW("\xEF\xBC\x9A")))
            return (size_t)(at - front.data) + length;
        at = next.next;
    }
    return front.length;
}

const char *nws_format_name(nws_format format)
{
    static const char *const names[] = {NULL, "yaml", "toml", "json"};
    return names[format];
}
