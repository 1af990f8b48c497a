/* Splices of decoded text, made in the bytes of a file that is not plain UTF-8.
 *
 * In every encoding that is read here a line of the text is a line of the bytes, so only the lines
 * that change are encoded, by Python's codecs, and only if the codec gives back the bytes that
 * stand there now, at least those that stay: then what it makes of the new line is what the file
 * would hold.
 */
#include "python/edit.h"
#include "python/errors.h"

typedef struct line_walk {
    nws_view data, text;
    size_t raw, at; /* line starts in data and in text */
    bool wide;      /* UTF-16 */
    bool big;       /* ... with the higher byte first */
    const char *codec;
    const char *encoding;
    nws_py_state *state;
} line_walk;

/* Python's name where its alias of the standard's name means another table. */
static const char *find_codec(const char *encoding)
{
    static const char *const names[][2] = {
        {"Big5", "big5hkscs"},
        {"Shift_JIS", "cp932"},
        {"EUC-KR", "cp949"},
        {"windows-874", "cp874"},
        {"UTF-16LE", "utf_16_le"},
        {"UTF-16BE", "utf_16_be"},
        {"ISO-8859-8-I", "iso8859_8"},
        {"macintosh", "mac_roman"},
        {"x-mac-cyrillic", "mac_cyrillic"},
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(names[i][0], encoding) == 0)
            return names[i][1];
    return encoding;
}

static bool is_break(char byte)
{
    return byte == '\n' || byte == '\r';
}

/* Past the line of text at at. */
static size_t next_text_line(nws_view text, size_t at)
{
    while (at < text.length && !is_break(text.data[at]))
        at++;
    if (at + 1 < text.length && text.data[at] == '\r' && text.data[at + 1] == '\n')
        return at + 2;
    return at < text.length ? at + 1 : at;
}

/* The code unit at at, or -1 past the end. */
static int unit_at(const line_walk *w, size_t at)
{
    if (at + (w->wide ? 1 : 0) >= w->data.length)
        return -1;
    const unsigned char *unit = (const unsigned char *)w->data.data + at;
    if (!w->wide)
        return unit[0];
    return w->big ? unit[0] << 8 | unit[1] : unit[1] << 8 | unit[0];
}

static size_t next_raw_line(const line_walk *w, size_t at)
{
    const size_t size = w->wide ? 2 : 1;
    int unit = unit_at(w, at);
    while (unit >= 0 && unit != '\n' && unit != '\r') {
        at += size;
        unit = unit_at(w, at);
    }
    if (unit < 0)
        return w->data.length;
    return at + (unit == '\r' && unit_at(w, at + size) == '\n' ? 2 * size : size);
}

static bool begins_line(nws_view text, size_t at)
{
    if (at == 0 || text.data[at - 1] == '\n')
        return true;
    return text.data[at - 1] == '\r' && (at == text.length || text.data[at] != '\n');
}

/* ---- codecs ---- */

static PyObject *refuse(const line_walk *w, const char *code, const char *format)
{
    PyErr_Clear();
    char message[160];
    PyOS_snprintf(message, sizeof message, format, w->encoding);
    return nws_py_raise_plain(w->state->encoding_error, code, message);
}

static PyObject *encode(const line_walk *w, nws_view text)
{
    PyObject *str = nws_py_text_new(text);
    PyObject *bytes = str == NULL ? NULL : PyUnicode_AsEncodedString(str, w->codec, "strict");
    Py_XDECREF(str);
    if (bytes == NULL && PyErr_ExceptionMatches(PyExc_LookupError))
        return refuse(w, "no_encoder", "nothing can be written in the file's encoding, %s");
    if (bytes == NULL && PyErr_ExceptionMatches(PyExc_UnicodeEncodeError))
        return refuse(w, "not_encodable",
                      "the file's encoding, %s, has no bytes for a character of the new line");
    return bytes;
}

/* Lines that change. */
typedef struct line_group {
    nws_view raw;   /* as they stand in the file */
    nws_view text;  /* the same, decoded */
    nws_view fresh; /* what is to stand there */
    size_t head;    /* so much of text stays at its beginning, */
    size_t tail;    /* and at most so much at its end */
} line_group;

static int append(nws_buffer *out, PyObject *bytes)
{
    if (nws_buffer_append(out, PyBytes_AS_STRING(bytes), (size_t)PyBytes_GET_SIZE(bytes)) == NWS_OK)
        return 0;
    PyErr_NoMemory();
    return -1;
}

static nws_view view_of(PyObject *bytes)
{
    return nws_view_of(PyBytes_AS_STRING(bytes), (size_t)PyBytes_GET_SIZE(bytes));
}

/* 1 when the codec makes part of text the raw bytes, which stand at their beginning or end. */
static int matches(const line_walk *w, nws_view raw, nws_view part, bool at_end)
{
    PyObject *bytes = encode(w, part);
    if (bytes == NULL)
        return -1;
    nws_view made = view_of(bytes);
    if (at_end && made.length <= raw.length)
        raw = nws_view_slice(raw, raw.length - made.length, made.length);
    int result = nws_view_starts(raw, made);
    Py_DECREF(bytes);
    return result;
}

/* 1 when what stays of the lines is what the codec would write: bytes that are wrong may be
 * replaced, but not kept. */
static int can_write(const line_walk *w, const line_group *group)
{
    const nws_view text = group->text;
    PyObject *whole = encode(w, text);
    if (whole == NULL && !PyErr_ExceptionMatches(w->state->encoding_error))
        return -1;
    PyErr_Clear(); /* U+FFFD, for bytes that are wrong, has none in most encodings */
    const bool same = whole != NULL && nws_view_equal(view_of(whole), group->raw);
    Py_XDECREF(whole);
    if (same)
        return 1;
    int result = matches(w, group->raw, nws_view_slice(text, 0, group->head), false);
    if (result > 0)
        result = matches(w, group->raw,
                         nws_view_slice(text, text.length - group->tail, group->tail), true);
    return result;
}

static int replace_lines(const line_walk *w, const line_group *group, nws_buffer *out)
{
    int result = can_write(w, group);
    if (result < 0)
        return -1;
    if (result == 0) {
        refuse(w, "not_encodable", "a line that would change holds bytes that are not %s");
        return -1;
    }
    PyObject *fresh = encode(w, group->fresh);
    result = fresh == NULL ? -1 : append(out, fresh);
    Py_XDECREF(fresh);
    return result;
}

/* ---- groups of splices on the same lines ---- */

/* Moves over whole lines to where the text stands at end; their bytes are returned. */
static nws_view walk(line_walk *w, size_t end)
{
    const size_t from = w->raw;
    while (w->at < end) {
        w->at = next_text_line(w->text, w->at);
        w->raw = next_raw_line(w, w->raw);
    }
    return nws_view_slice(w->data, from, w->raw - from);
}

/* The start of the line that holds at. */
static size_t line_of(const line_walk *w, size_t at)
{
    size_t line = w->at;
    for (size_t next = next_text_line(w->text, line); next <= at && next > line;
         next = next_text_line(w->text, line))
        line = next;
    return line;
}

/* Makes the splices from *index on that share lines. */
static int replace_group(line_walk *w, const nws_splices *splices, uint32_t *index, nws_buffer *out)
{
    nws_buffer lines;
    nws_view kept = walk(w, line_of(w, splices->items[*index].start));
    const nws_splice *first = &splices->items[*index];
    const size_t start = w->at;
    size_t at = start, end = start;
    nws_buffer_init(&lines, nws_allocator_libc());
    nws_status status = nws_buffer_add(out, kept);
    do {
        const nws_splice *splice = &splices->items[*index];
        end = splice->end;
        if (!begins_line(w->text, end))
            end = next_text_line(w->text, end);
        if (status == NWS_OK)
            status = nws_buffer_add(&lines, nws_view_slice(w->text, at, splice->start - at));
        if (status == NWS_OK)
            status = nws_buffer_add(&lines, splice->text);
        at = splice->end;
    } while (++*index < splices->count && splices->items[*index].start < end);
    if (status == NWS_OK)
        status = nws_buffer_add(&lines, nws_view_slice(w->text, at, end - at));
    int result = -1;
    if (status == NWS_OK) {
        line_group group = {.raw = walk(w, end),
                            .text = nws_view_slice(w->text, start, end - start),
                            .fresh = nws_buffer_view(&lines),
                            .head = first->start - start,
                            .tail = end - first->end};
        result = replace_lines(w, &group, out);
    } else {
        PyErr_NoMemory();
    }
    nws_buffer_free(&lines);
    return result;
}

/* Bytes of a byte order mark, which is no part of the text. */
static size_t mark_length(nws_view data, bool wide)
{
    if (wide)
        return nws_view_starts(data, NWS_VIEW("\xFF\xFE")) ||
                       nws_view_starts(data, NWS_VIEW("\xFE\xFF"))
                   ? 2
                   : 0;
    return nws_view_starts(data, NWS_VIEW("\xEF\xBB\xBF")) ? 3 : 0;
}

PyObject *nws_py_edit_bytes(nws_py_state *state, nws_view data, nws_view text, const char *encoding,
                            const nws_splices *splices)
{
    line_walk w = {.data = data,
                   .text = text,
                   .wide = strncmp(encoding, "UTF-16", 6) == 0,
                   .big = strcmp(encoding, "UTF-16BE") == 0,
                   .codec = find_codec(encoding),
                   .encoding = encoding,
                   .state = state};
    nws_buffer out;
    PyObject *bytes = NULL;
    int result = 0;
    w.raw = mark_length(data, w.wide);
    nws_buffer_init(&out, nws_allocator_libc());
    nws_status status = nws_buffer_append(&out, data.data, w.raw);
    for (uint32_t i = 0; status == NWS_OK && result == 0 && i < splices->count;)
        result = replace_group(&w, splices, &i, &out);
    if (status == NWS_OK && result == 0)
        status = nws_buffer_add(&out, nws_view_slice(data, w.raw, data.length));
    if (status != NWS_OK)
        PyErr_NoMemory();
    else if (result == 0)
        bytes = PyBytes_FromStringAndSize(out.data, (Py_ssize_t)out.length);
    nws_buffer_free(&out);
    return bytes;
}
