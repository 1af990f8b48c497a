/* The text that libyaml may see: what it would refuse or misread is replaced one for one.
 *
 * YAML 1.2 breaks lines at LF and CR only (https://yaml.org/spec/1.2.2/#54-line-break-characters);
 * libyaml, of 1.1, also at NEL, LS and PS, and it refuses control characters wherever they stand
 * (https://yaml.org/spec/1.2.2/#51-character-set). A header without any of these is not copied.
 */
#include "front/yaml_parts.h"

#include "base/utf8.h"

/* Hexo reads a tab in the indentation as two blanks. */
enum { TAB_WIDTH = 2 };

/* Planes 15 and 16 are private use: https://www.unicode.org/glossary/#private_use_planes */
enum { PRIVATE_FIRST = 0xF0000, PRIVATE_COUNT = 0x20000, PRIVATE_WORD = 32 };

static const uint32_t specials[NWS_YAML_SPECIALS] = {0x85, 0x2028, 0x2029, 0x7F, 0xFFFE, 0xFFFF};

static bool is_control(uint32_t point)
{
    return (point < 0x20 && point != '\t' && point != '\n' && point != '\r') ||
           (point >= 0x80 && point < 0xA0 && point != 0x85);
}

/* Index in specials, or NWS_YAML_SPECIALS. */
static unsigned special_of(uint32_t point)
{
    unsigned i = 0;
    while (i < NWS_YAML_SPECIALS && specials[i] != point)
        i++;
    return i;
}

/* True for a lead byte from which a control or special may begin. */
static bool is_suspect(unsigned char byte)
{
    return (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') || byte == 0x7F ||
           byte == 0xC2 || byte == 0xE2 || byte == 0xEF;
}

/* The next control or special in [at, end), else end; *point is it. */
static const char *find_odd(const char *at, const char *end, uint32_t *point)
{
    while (at < end) {
        if (!is_suspect((unsigned char)*at)) {
            at++;
            continue;
        }
        const char *next = at;
        *point = nws_utf8_next(&next);
        if (is_control(*point) || special_of(*point) < NWS_YAML_SPECIALS)
            return at;
        at = next;
    }
    return end;
}

static bool is_break(char byte)
{
    return byte == '\n' || byte == '\r';
}

/* The first line from at on that begins with blanks and a tab among them: the start of its
 * indentation, whose end is *stop; else end. */
static const char *find_tab(const char *at, const char *end, bool line_start, const char **stop)
{
    while (at < end) {
        if (line_start) {
            const char *text = at;
            bool tab = false;
            for (; text < end && (*text == ' ' || *text == '\t'); text++)
                tab |= *text == '\t';
            *stop = text;
            if (tab)
                return at;
            at = text;
        }
        while (at < end && !is_break(*at))
            at++;
        while (at < end && is_break(*at))
            at++;
        line_start = true;
    }
    return end;
}

nws_status nws_yaml_note_tabs(nws_view raw, size_t offset, nws_diagnostics *diagnostics)
{
    const char *end = raw.data + raw.length, *stop = NULL;
    for (const char *at = find_tab(raw.data, end, true, &stop); at < end;
         at = find_tab(stop, end, false, &stop)) {
        size_t start = offset + (size_t)(at - raw.data);
        /* On a line of nothing but blanks a tab is YAML; it is only libyaml that stumbles. */
        if (stop < end && !is_break(*stop))
            NWS_TRY(nws_diagnostics_add(diagnostics, NWS_D_TAB, start, start + (size_t)(stop - at),
                                        NWS_VIEW("")));
    }
    return NWS_OK;
}

static uint32_t leading_directives(nws_view front)
{
    uint32_t lines = 0;
    for (size_t i = 0; i < front.length;) {
        if (front.data[i] == '%')
            lines++;
        else if (front.data[i] != '#' && !is_break(front.data[i]))
            break;
        while (i < front.length && !is_break(front.data[i]))
            i++;
        while (i < front.length && is_break(front.data[i]))
            i++;
    }
    return lines;
}

static void use_private(uint32_t *used, uint32_t point)
{
    if (point - PRIVATE_FIRST < PRIVATE_COUNT) {
        uint32_t bit = point - PRIVATE_FIRST;
        used[bit / PRIVATE_WORD] |= 1u << bit % PRIVATE_WORD;
    }
}

/* The number of a "\UXXXXXXXX" whose digits begin at at, or 0. */
static uint32_t escaped_point(const char *at, const char *end)
{
    uint32_t point = 0;
    if (end - at < 8)
        return 0;
    for (int i = 0; i < 8; i++) {
        const unsigned digit = nws_digit_value(at[i]);
        if (digit >= 16)
            return 0;
        point = point << 4 | digit;
    }
    return point;
}

/* Chooses private-use characters that neither stand in the header nor are written as escapes. */
static nws_status choose_stand_ins(nws_arena *arena, nws_view front, nws_yaml_survey *survey)
{
    uint32_t *used = nws_arena_zero(arena, PRIVATE_COUNT / 8);
    if (used == NULL)
        return NWS_E_MEMORY;
    const char *at = front.data, *end = front.data + front.length;
    while (at < end) {
        uint32_t point = nws_utf8_next(&at);
        use_private(used, point);
        if (point == '\\' && at < end && *at == 'U')
            use_private(used, escaped_point(at + 1, end));
    }
    uint32_t bit = 0;
    for (unsigned i = 0; i < NWS_YAML_SPECIALS; i++, bit++) {
        while (bit < PRIVATE_COUNT && (used[bit / PRIVATE_WORD] >> bit % PRIVATE_WORD & 1u) != 0)
            bit++;
        survey->stand_ins[i] = bit < PRIVATE_COUNT ? PRIVATE_FIRST + bit : 0;
    }
    return NWS_OK;
}

nws_status nws_yaml_look(nws_arena *arena, nws_view front, size_t offset,
                         nws_diagnostics *diagnostics, nws_yaml_survey *survey)
{
    const char *end = front.data + front.length, *stop = NULL;
    uint32_t point = 0;
    *survey = (nws_yaml_survey){.directives = leading_directives(front)};
    survey->tabs = find_tab(front.data, end, true, &stop) < end;
    for (const char *at = find_odd(front.data, end, &point); at < end;
         at = find_odd(at, end, &point)) {
        const char *next = at;
        (void)nws_utf8_next(&next);
        if (is_control(point)) {
            size_t start = offset + (size_t)(at - front.data);
            NWS_TRY(nws_diagnostics_add(diagnostics, NWS_D_CONTROL_BYTE, start,
                                        start + (size_t)(next - at), NWS_VIEW("")));
        } else {
            survey->replaced = true;
        }
        survey->repaired = true;
        at = next;
    }
    return survey->replaced ? choose_stand_ins(arena, front, survey) : NWS_OK;
}

/* What follows in out is from raw offset from. */
static nws_status add_repair(nws_arena *arena, nws_yaml_source *source, size_t to, size_t from)
{
    NWS_TRY(NWS_ROOM(arena, source->repairs, source->repair_count, source->repair_capacity, 16));
    source->repairs[source->repair_count++] =
        (nws_yaml_repair){(uint32_t)to, (int32_t)((int64_t)from - (int64_t)to)};
    return NWS_OK;
}

typedef struct copying {
    nws_arena *arena;
    nws_yaml_source *source;
    char *out;
    size_t length;
} copying;

static void copy_run(copying *copy, const char *from, const char *to)
{
    if (to > from)
        memcpy(copy->out + copy->length, from, (size_t)(to - from));
    copy->length += (size_t)(to - from);
}

static nws_status copy_indentation(copying *copy, const char *at, const char *stop)
{
    for (; at < stop; at++) {
        copy->out[copy->length++] = ' ';
        if (*at == ' ')
            continue;
        memset(copy->out + copy->length, ' ', TAB_WIDTH - 1);
        copy->length += TAB_WIDTH - 1;
        NWS_TRY(add_repair(copy->arena, copy->source, copy->length,
                           (size_t)(at + 1 - copy->source->raw.data)));
    }
    return NWS_OK;
}

/* Everything up to end with stand-ins and U+FFFD for what is odd. */
static nws_status copy_text(copying *copy, const nws_yaml_survey *survey, const char *at,
                            const char *end)
{
    uint32_t point = 0;
    while (at < end) {
        const char *odd = survey->repaired ? find_odd(at, end, &point) : end;
        copy_run(copy, at, odd);
        if (odd == end)
            break;
        at = odd;
        (void)nws_utf8_next(&at);
        unsigned special = special_of(point);
        uint32_t instead = special < NWS_YAML_SPECIALS ? survey->stand_ins[special] : 0;
        copy->length +=
            nws_utf8_put(copy->out + copy->length, instead == 0 ? NWS_REPLACEMENT : instead);
        NWS_TRY(add_repair(copy->arena, copy->source, copy->length,
                           (size_t)(at - copy->source->raw.data)));
    }
    return NWS_OK;
}

nws_status nws_yaml_prepare(nws_arena *arena, const nws_yaml_survey *survey, bool tabs,
                            nws_yaml_source *source)
{
    source->text = source->raw;
    source->repairs = NULL;
    source->repair_count = source->repair_capacity = 0;
    tabs = tabs && survey->tabs;
    if ((!survey->repaired && !tabs) || source->raw.length == 0)
        return NWS_OK;
    const char *at = source->raw.data, *end = at + source->raw.length, *stop = at;
    uint32_t point = 0;
    size_t room = source->raw.length;
    /* A control or DEL is one byte and a stand-in four; a tab grows by TAB_WIDTH - 1. */
    if (survey->repaired)
        for (const char *odd = find_odd(at, end, &point); odd < end;
             odd = find_odd(odd + nws_utf8_length((unsigned char)*odd), end, &point))
            room += 3;
    for (const char *byte = at; tabs && byte < end; byte++)
        room += *byte == '\t' ? TAB_WIDTH - 1 : 0;
    char *out = nws_arena_alloc(arena, room);
    if (out == NULL)
        return NWS_E_MEMORY;
    copying copy = {arena, source, out, 0};
    while (tabs) {
        const char *indent = find_tab(stop, end, stop == source->raw.data, &stop);
        NWS_TRY(copy_text(&copy, survey, at, indent));
        at = indent;
        if (indent == end)
            break;
        NWS_TRY(copy_indentation(&copy, indent, stop));
        at = stop;
    }
    NWS_TRY(copy_text(&copy, survey, at, end));
    source->text = nws_view_of(out, copy.length);
    return NWS_OK;
}

size_t nws_yaml_origin(const nws_yaml_source *source, size_t at)
{
    uint32_t low = 0, high = source->repair_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (source->repairs[middle].at <= at)
            low = middle + 1;
        else
            high = middle;
    }
    int64_t shift = low == 0 ? 0 : source->repairs[low - 1].shift;
    return source->offset + (size_t)((int64_t)at + shift);
}

nws_status nws_yaml_restore(nws_arena *arena, const nws_yaml_survey *survey, nws_view text,
                            nws_view *restored)
{
    if (!survey->replaced) {
        *restored = nws_arena_copy(arena, text);
        return restored->data == NULL ? NWS_E_MEMORY : NWS_OK;
    }
    char *out =
        nws_arena_alloc(arena, text.length + 1); /* a special is shorter than its stand-in */
    if (out == NULL)
        return NWS_E_MEMORY;
    size_t length = 0;
    for (const char *at = text.data, *end = at + text.length; at < end;) {
        uint32_t point = nws_utf8_next(&at);
        unsigned i = 0;
        while (i < NWS_YAML_SPECIALS && survey->stand_ins[i] != point)
            i++;
        if (point >= PRIVATE_FIRST && i < NWS_YAML_SPECIALS)
            point = specials[i];
        length += nws_utf8_put(out + length, point);
    }
    *restored = nws_view_of(out, length);
    return NWS_OK;
}

nws_status nws_yaml_raw(nws_arena *arena, const nws_yaml_survey *survey, nws_view raw,
                        nws_view *text)
{
    *text = raw;
    if (!survey->repaired)
        return NWS_OK;
    nws_yaml_source source = {.raw = raw};
    NWS_TRY(nws_yaml_prepare(arena, survey, false, &source));
    return nws_yaml_restore(arena, survey, source.text, text);
}
