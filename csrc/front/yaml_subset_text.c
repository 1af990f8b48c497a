/* Scalars of the subset scanner: plain, quoted and block, over as many lines as they like.
 *
 *   plain  ::= line ( break+ " "+ line )*       indented deeper than the list or map around it
 *   quoted ::= "'" ( char | "''" )* "'" | '"' ( char | escape )* '"'
 *   block  ::= ( "|" | ">" ) ( "-" | "+" )? break ( " "+ line? break )*
 *
 * https://yaml.org/spec/1.2.2/#65-line-folding: a break between two lines is a blank, each further
 * one a line feed.
 */
#include "front/yaml_subset.h"

#include "base/scan.h"
#include "base/utf8.h"
#include "front/scalar.h"

#define DOUBT NWS_SUBSET_DOUBT

/* ---- characters ---- */

enum {
    EVERYWHERE = NWS_IN_BLOCK | NWS_IN_FLOW | NWS_IN_SINGLE | NWS_IN_DOUBLE | NWS_IN_LINE,
    PLAIN = NWS_IN_BLOCK | NWS_IN_FLOW
};

#define FOUR EVERYWHERE, EVERYWHERE, EVERYWHERE, EVERYWHERE

const uint8_t nws_subset_classes[256] = {
    FOUR, /* controls and line ends */
    FOUR,
    EVERYWHERE,
    EVERYWHERE & ~NWS_IN_LINE, /* a tab is text there */
    EVERYWHERE,
    EVERYWHERE,
    FOUR,
    FOUR,
    FOUR,
    FOUR,
    FOUR,
    [' '] = NWS_INDICATOR,
    ['!'] = NWS_INDICATOR,
    ['"'] = NWS_INDICATOR | NWS_IN_DOUBLE,
    ['#'] = NWS_INDICATOR | PLAIN,
    ['%'] = NWS_INDICATOR,
    ['&'] = NWS_INDICATOR,
    ['\''] = NWS_INDICATOR | NWS_IN_SINGLE,
    ['*'] = NWS_INDICATOR,
    [','] = NWS_INDICATOR | NWS_IN_FLOW,
    ['-'] = NWS_INDICATOR,
    [':'] = NWS_INDICATOR | PLAIN,
    ['>'] = NWS_INDICATOR,
    ['?'] = NWS_INDICATOR | NWS_IN_FLOW,
    ['@'] = NWS_INDICATOR,
    ['['] = NWS_INDICATOR | NWS_IN_FLOW,
    ['\\'] = NWS_IN_DOUBLE,
    [']'] = NWS_INDICATOR | NWS_IN_FLOW,
    ['`'] = NWS_INDICATOR,
    ['{'] = NWS_INDICATOR | NWS_IN_FLOW,
    ['|'] = NWS_INDICATOR,
    ['}'] = NWS_INDICATOR | NWS_IN_FLOW,
    [0x7F] = EVERYWHERE,
    [0xC2] = NWS_LEAD | EVERYWHERE,
    [0xE2] = NWS_LEAD | EVERYWHERE,
    [0xEF] = NWS_LEAD | EVERYWHERE,
};

/* Whether the character at a lead is one that yaml_prepare.c or libyaml has its own ideas about. */
static bool is_odd(const char *at)
{
    const unsigned char *bytes = (const unsigned char *)at;
    if (bytes[0] == 0xC2)
        return bytes[1] < 0xA0;
    if (bytes[0] == 0xE2)
        return bytes[1] == 0x80 && (bytes[2] == 0xA8 || bytes[2] == 0xA9);
    return (bytes[1] == 0xBB && bytes[2] == 0xBF) || (bytes[1] == 0xBF && bytes[2] >= 0xBE);
}

#if defined(NWS_SCAN_VECTOR)
/* Past whole blocks without a byte that ends everything, a lead, a or b. */
static const char *skip_blocks(const char *at, const char *end, char a, char b)
{
    int first = NWS_SCAN_BLOCK;
    while (first == NWS_SCAN_BLOCK && end - at >= NWS_SCAN_BLOCK) {
        const nws_scan_block block = nws_scan_load(at);
        const nws_scan_block leads =
            nws_scan_or(nws_scan_or(nws_scan_equal(block, '\xC2'), nws_scan_equal(block, '\xE2')),
                        nws_scan_or(nws_scan_equal(block, '\xEF'), nws_scan_equal(block, '\x7F')));
        first = nws_scan_first(
            nws_scan_or(nws_scan_or(leads, nws_scan_below(block, 0x20)),
                        nws_scan_or(nws_scan_equal(block, a), nws_scan_equal(block, b))));
        at += first;
    }
    return at;
}
#endif

/* The same for the classes of which few bytes are. */
static const char *skip_text(const char *at, const char *end, unsigned wanted)
{
#if defined(NWS_SCAN_VECTOR)
    switch (wanted) {
    case NWS_IN_BLOCK: return skip_blocks(at, end, ':', '#');
    case NWS_IN_SINGLE: return skip_blocks(at, end, '\'', '\'');
    case NWS_IN_DOUBLE: return skip_blocks(at, end, '"', '\\');
    case NWS_IN_LINE: return skip_blocks(at, end, '\n', '\n');
    default: return at;
    }
#else
    (void)end;
    (void)wanted;
    return at;
#endif
}

const char *nws_subset_find(const char *at, const char *end, unsigned wanted)
{
    for (;; at++) {
        at = skip_text(at, end, wanted);
        while (at < end && (nws_subset_class(*at) & wanted) == 0)
            at++;
        if (at == end || (nws_subset_class(*at) & NWS_LEAD) == 0 || is_odd(at))
            return at;
    }
}

/* ---- values ---- */

nws_value nws_subset_value(const nws_subset *reader, const char *start, const char *end)
{
    const nws_yaml_builder *builder = reader->builder;
    size_t offset = builder->options->offset + (size_t)(start - builder->front.data);
    return (nws_value){.kind = NWS_VALUE_TEXT,
                       .quoted = true,
                       .start = (uint32_t)offset,
                       .end = (uint32_t)(offset + (size_t)(end - start))};
}

static nws_status add_resolved(nws_subset *reader, const char *start, const char *end,
                               nws_view text)
{
    nws_value value = nws_subset_value(reader, start, end);
    NWS_TRY(nws_scalar_resolve(reader->builder->arena, text, &value));
    return nws_build_scalar(reader->builder, &value, NWS_VIEW_NONE);
}

nws_status nws_subset_add(nws_subset *reader, const char *start, const char *end)
{
    return add_resolved(reader, start, end, nws_view_of(start, (size_t)(end - start)));
}

/* ---- folding ---- */

/* A text that is being written into the arena. It never grows beyond what it is made of. */
typedef struct fold {
    char *out;
    size_t length, room;
} fold;

static nws_status fold_begin(nws_subset *reader, size_t room, fold *text)
{
    *text = (fold){.out = nws_arena_alloc(reader->builder->arena, room + 1), .room = room + 1};
    return text->out == NULL ? NWS_E_MEMORY : NWS_OK;
}

static nws_view fold_end(nws_subset *reader, const fold *text)
{
    nws_arena_trim(reader->builder->arena, text->out, text->room, text->length);
    return nws_view_of(text->out, text->length);
}

static void put_run(fold *text, const char *start, const char *end)
{
    memcpy(text->out + text->length, start, (size_t)(end - start));
    text->length += (size_t)(end - start);
}

static void put_breaks(fold *text, size_t count)
{
    memset(text->out + text->length, '\n', count);
    text->length += count;
}

/* What count breaks between two lines come to. */
static void put_fold(fold *text, size_t count)
{
    if (count == 1)
        text->out[text->length++] = ' ';
    else
        put_breaks(text, count - 1);
}

/* From a line's end at at over blank lines: the first character that is no blank; *count is that
 * of the breaks. */
static const char *skip_lines(const char *at, const char *end, size_t *count)
{
    *count = 0;
    while (at < end && nws_subset_line_end(at, end)) {
        at = nws_subset_blanks(nws_subset_next_line(at, end), end);
        ++*count;
    }
    return at;
}

static size_t column_of(const nws_subset *reader, const char *at)
{
    const char *start = at;
    while (start > reader->builder->front.data && start[-1] != '\n')
        start--;
    return (size_t)(at - start);
}

/* ---- plain scalars ---- */

nws_status nws_subset_plain(const nws_subset *reader, const char *start, const char **stop,
                            const char **end)
{
    const char *at = start;
    for (;; at++) {
        at = nws_subset_find(at, reader->end, NWS_IN_BLOCK);
        if (nws_subset_line_end(at, reader->end) ||
            (*at == ':' ? nws_subset_word_end(at + 1, reader->end) : *at == '#' && at[-1] == ' '))
            break;
        if (*at != ':' && *at != '#')
            return DOUBT;
    }
    *stop = at;
    while (at > start && at[-1] == ' ')
        at--;
    *end = at;
    return NWS_OK;
}

/* Whether a plain scalar goes on behind the line's end at at; then *next is where, *count how many
 * breaks lie between. */
static bool goes_on(const nws_subset *reader, const char *at, const char **next, size_t *count)
{
    const char *text = skip_lines(at, reader->end, count);
    if (*count == 0 || text == reader->end || text[-1] != ' ' || *text == '#')
        return false;
    *next = text;
    return column_of(reader, text) > reader->frames[reader->depth - 1].column;
}

nws_status nws_subset_folded(nws_subset *reader, const char *stop, const char *end)
{
    const char *start = reader->at, *next;
    size_t count;
    reader->at = stop;
    if (!goes_on(reader, stop, &next, &count))
        return nws_subset_add(reader, start, end);
    fold text;
    NWS_TRY(fold_begin(reader, (size_t)(reader->end - start), &text));
    put_run(&text, start, end);
    do {
        put_fold(&text, count);
        NWS_TRY(nws_subset_plain(reader, next, &stop, &end));
        if (stop < reader->end && *stop == ':')
            return DOUBT;
        put_run(&text, next, end);
    } while (goes_on(reader, stop, &next, &count));
    reader->at = stop;
    return add_resolved(reader, start, end, fold_end(reader, &text));
}

/* ---- quoted scalars ---- */

/* The quote that closes the one at open. Lines that end a document do so in quotes too. */
static nws_status find_quote(const nws_subset *reader, const char *open, const char **close,
                             bool *verbatim)
{
    const char *at = open + 1, *end = reader->end;
    unsigned wanted = *open == '"' ? NWS_IN_DOUBLE : NWS_IN_SINGLE;
    *verbatim = true;
    for (;; *verbatim = false) {
        at = nws_subset_find(at, end, wanted);
        if (at == end)
            return DOUBT;
        bool pair = end - at > 1;
        if (*at == '\\' ? pair : *at == '\'' && pair && at[1] == '\'') {
            at += at[1] == '\n' || at[1] == '\r' ? 1 : 2;
        } else if (*at == *open) {
            break;
        } else if (nws_subset_line_end(at, end)) {
            at = nws_subset_next_line(at, end);
            if (end - at >= 3 && (memcmp(at, "---", 3) == 0 || memcmp(at, "...", 3) == 0))
                return DOUBT;
        } else {
            return DOUBT;
        }
    }
    *close = at;
    return NWS_OK;
}

/* The digits of "\xE9" and its longer kin, of which *at is past the letter. */
static nws_status put_point(fold *text, const char **at, const char *end, int digits)
{
    uint32_t point = 0;
    for (; digits > 0; digits--, ++*at) {
        const unsigned digit = *at < end ? nws_digit_value(**at) : 16;
        if (digit >= 16)
            return DOUBT;
        point = point << 4 | digit;
    }
    if (point > 0x10FFFF || (point >= 0xD800 && point < 0xE000))
        return DOUBT;
    text->length += nws_utf8_put(text->out + text->length, point);
    return NWS_OK;
}

/* *at is at a backslash. https://yaml.org/spec/1.2.2/#57-escaped-characters, less those that nobody
 * writes. */
static nws_status put_escape(fold *text, const char **at, const char *end)
{
    size_t count;
    const char *escape = *at + 1;
    if (nws_subset_line_end(escape, end)) { /* an escaped break is none */
        *at = skip_lines(escape, end, &count);
        put_breaks(text, count - 1);
        return NWS_OK;
    }
    *at += 2;
    switch (*escape) {
    case '"':
    case '\\': text->out[text->length++] = *escape; return NWS_OK;
    case 'n': text->out[text->length++] = '\n'; return NWS_OK;
    case 't': text->out[text->length++] = '\t'; return NWS_OK;
    case ' ': text->out[text->length++] = ' '; return NWS_OK;
    case 'x': return put_point(text, at, end, 2);
    case 'u': return put_point(text, at, end, 4);
    case 'U': return put_point(text, at, end, 8);
    default: return DOUBT;
    }
}

/* What stands between two quotes, with escapes and breaks among it. */
static nws_status put_quoted(fold *text, const char *open, const char *close)
{
    unsigned wanted = *open == '"' ? NWS_IN_DOUBLE : NWS_IN_SINGLE;
    for (const char *at = open + 1; at < close;) {
        const char *stop = nws_subset_find(at, close, wanted), *run_end = stop;
        bool broken = stop < close && nws_subset_line_end(stop, close);
        while (broken && run_end > at && run_end[-1] == ' ')
            run_end--;
        put_run(text, at, run_end);
        at = stop;
        if (broken) {
            size_t count;
            at = skip_lines(stop, close, &count);
            put_fold(text, count);
        } else if (stop < close && *stop == '\\') {
            NWS_TRY(put_escape(text, &at, close));
        } else if (stop < close) {
            text->out[text->length++] = '\'';
            at += 2;
        }
    }
    return NWS_OK;
}

nws_status nws_subset_quoted(nws_subset *reader)
{
    const char *open = reader->at, *close;
    bool verbatim;
    NWS_TRY(find_quote(reader, open, &close, &verbatim));
    nws_value value = nws_subset_value(reader, open, close + 1);
    value.text = nws_view_of(open + 1, (size_t)(close - open - 1));
    if (!verbatim) {
        fold text;
        NWS_TRY(fold_begin(reader, value.text.length, &text));
        NWS_TRY(put_quoted(&text, open, close));
        value.text = fold_end(reader, &text);
    }
    reader->at = close + 1;
    return nws_build_scalar(reader->builder, &value, NWS_VIEW_NONE);
}

/* ---- block scalars ---- */

typedef struct block {
    bool folded;
    char chomp;    /* '-', '+' or 0 */
    size_t indent; /* of its first line that is not blank */
    size_t breaks; /* blank lines in a row */
    fold text;
} block;

/* The indicators at reader->at and the blank lines under them; leaves reader->at at the first line
 * of text. https://yaml.org/spec/1.2.2/#811-block-scalar-headers */
static nws_status begin_block(nws_subset *reader, block *into)
{
    const char *at = reader->at, *text, *end = reader->end;
    size_t widest = 0;
    *into = (block){.folded = *at++ == '>'};
    if (at < end && (*at == '-' || *at == '+'))
        into->chomp = *at++;
    at = nws_subset_blanks(at, end);
    if (at == end || !nws_subset_line_end(at, end))
        return DOUBT;
    for (at = nws_subset_next_line(at, end);; into->breaks++) {
        text = nws_subset_blanks(at, end);
        if (text == end)
            return DOUBT;
        if (!nws_subset_line_end(text, end))
            break;
        if ((size_t)(text - at) > widest)
            widest = (size_t)(text - at);
        at = nws_subset_next_line(text, end);
    }
    into->indent = (size_t)(text - at);
    /* libyaml takes the widest of the lines so far. */
    if (into->indent <= reader->frames[reader->depth - 1].column || widest > into->indent ||
        *text == '\t')
        return DOUBT;
    reader->at = at;
    return fold_begin(reader, (size_t)(end - at) + into->breaks, &into->text);
}

/* The line behind the blank ones that begin at reader->at, if it belongs to the block. */
static bool find_line(nws_subset *reader, block *into)
{
    for (into->breaks = 0;; into->breaks++) {
        const char *at = reader->at;
        while (at < reader->end && *at == ' ' && (size_t)(at - reader->at) < into->indent)
            at++;
        if (at == reader->end)
            return false;
        if (!nws_subset_line_end(at, reader->end))
            return (size_t)(at - reader->at) == into->indent;
        reader->at = nws_subset_next_line(at, reader->end);
    }
}

/* The breaks between two lines of a block; lines that begin with a blank are not folded. */
static void put_block_breaks(block *into, bool plain)
{
    if (!into->folded || !plain)
        put_breaks(&into->text, into->breaks + 1);
    else
        put_fold(&into->text, into->breaks + 1);
}

nws_status nws_subset_block(nws_subset *reader)
{
    const char *start = reader->at, *end;
    block into;
    NWS_TRY(begin_block(reader, &into));
    put_breaks(&into.text, into.breaks);
    bool was_blank = true, first = true;
    do {
        const char *line = reader->at + into.indent;
        bool is_blank = *line == ' ' || *line == '\t';
        if (!first)
            put_block_breaks(&into, !was_blank && !is_blank);
        first = false;
        was_blank = is_blank;
        end = nws_subset_find(line, reader->end, NWS_IN_LINE);
        if (!nws_subset_line_end(end, reader->end))
            return DOUBT;
        put_run(&into.text, line, end);
        reader->at = nws_subset_next_line(end, reader->end);
    } while (find_line(reader, &into));
    if (into.chomp != '-' && end < reader->end)
        put_breaks(&into.text, 1);
    if (into.chomp == '+')
        put_breaks(&into.text, into.breaks);
    nws_value value = nws_subset_value(reader, start, reader->at);
    value.text = fold_end(reader, &into.text);
    return nws_build_scalar(reader->builder, &value, NWS_VIEW_NONE);
}
