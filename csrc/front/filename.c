/* The names that posts have: see filename.h.
 *
 *     jekyll = YYYY "-" M [M] "-" D [D] "-" slug "." suffix | slug "." suffix
 *     zola   = YYYY "-" MM "-" DD [ "T" time zone ] [ blank ] ( "_" | "-" ) slug "." suffix
 *            | slug "." suffix | slug "/index." suffix
 *     hexo   = slug "." suffix
 *     hugo   = slug "." suffix
 *
 * For zola and hugo, what stands before the suffix may be [ slug "." language ].
 * What is no date by these is part of the slug.
 */
#include "front/filename.h"

/* Where the last c of text stands, or text.length. */
static size_t find_last(nws_view text, char c)
{
    for (size_t i = text.length; i > 0; i--)
        if (text.data[i - 1] == c)
            return i - 1;
    return text.length;
}

/* Cuts the part behind the last "/" off path. */
static nws_view take_last(nws_view *path)
{
    const size_t slash = find_last(*path, '/');
    const nws_view whole = *path;
    if (slash == whole.length) {
        path->length = 0;
        return whole;
    }
    path->length = slash;
    return nws_view_slice(whole, slash + 1, whole.length);
}

static bool is_in_drafts(nws_view folders)
{
    while (folders.length > 0)
        if (nws_view_equal(take_last(&folders), NWS_VIEW("_drafts")))
            return true;
    return false;
}

/* How many digits text begins with at at, but not more than most. */
static size_t count_digits(nws_view text, size_t at, size_t most)
{
    size_t count = 0;
    while (count < most && at + count < text.length &&
           nws_is_digit((unsigned char)text.data[at + count]))
        count++;
    return count;
}

/* Bytes of the date that name begins with, or 0; months and days have least to 2 digits. */
static size_t date_length(nws_view name, size_t least)
{
    if (count_digits(name, 0, 4) != 4)
        return 0;
    size_t at = 4;
    for (int part = 0; part < 2; part++) {
        if (at == name.length || name.data[at] != '-')
            return 0;
        const size_t digits = count_digits(name, at + 1, 2);
        if (digits < least)
            return 0;
        at += 1 + digits;
    }
    return at;
}

/* Bytes of a time and zone behind a date: Thh:mm:ss, a fraction, Z or an offset. Its values are the
 * date reader's business. */
static size_t time_length(nws_view name, size_t at)
{
    static const char shape[] = "T00:00:00";
    size_t end = at;
    for (size_t i = 0; i < sizeof shape - 1; i++, end++)
        if (end >= name.length || (shape[i] == '0' ? !nws_is_digit((unsigned char)name.data[end])
                                                   : name.data[end] != shape[i]))
            return 0;
    if (end < name.length && name.data[end] == '.')
        end += 1 + count_digits(name, end + 1, name.length);
    if (end < name.length && name.data[end] == 'Z')
        return end + 1 - at;
    const bool has_sign = end < name.length && (name.data[end] == '+' || name.data[end] == '-');
    if (!has_sign || count_digits(name, end + 1, 2) != 2 || end + 3 >= name.length ||
        name.data[end + 3] != ':' || count_digits(name, end + 4, 2) != 2)
        return 0;
    return end + 6 - at;
}

/* Parts a name into date and slug: a date is one only before a dash, which for Zola may be an
 * underscore or end the name. */
static void part_name(nws_view text, bool is_zola, nws_filename *name)
{
    name->slug = text;
    size_t end = date_length(text, is_zola ? 2 : 1);
    if (end == 0)
        return;
    if (is_zola)
        end += time_length(text, end);
    size_t mark = end;
    if (is_zola && mark < text.length && text.data[mark] == ' ')
        mark++;
    const bool has_slug =
        mark + 1 < text.length && (text.data[mark] == '-' || (is_zola && text.data[mark] == '_'));
    if (!has_slug && !is_zola)
        return;
    name->date = nws_view_slice(text, 0, end);
    if (has_slug)
        name->slug = nws_view_slice(text, mark + 1, text.length);
}

/* ---- languages ---- */

/* ISO 639-1, less Ido, whose code is the end of socket.io; then what sites are translated into of
 * the languages that have three letters. Not all of those: "old", "new", "min" and "net" are some,
 * too. */
static const char languages[] =
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu "
    "cv cy da de dv dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he "
    "hi ho hr ht hu hy hz ia id ie ig ii ik is it iu ja jv ka kg ki kj kk kl km kn ko kr "
    "ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne "
    "ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg "
    "si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug "
    "uk ur uz ve vi vo wa wo xh yi yo za zh zu "
    "ast ceb ckb dsb fil gsw haw hsb kab nds szl yue ";

static size_t count_letters(nws_view text, size_t at)
{
    size_t count = 0;
    while (at + count < text.length && nws_is_alpha((unsigned char)text.data[at + count]))
        count++;
    return count;
}

/* Bytes of a mark at at and so many letters or digits behind it, or 0. */
static size_t part_length(nws_view text, size_t at, size_t letters, size_t digits)
{
    if (at == text.length || (text.data[at] != '-' && text.data[at] != '_'))
        return 0;
    if (count_letters(text, at + 1) == letters)
        return 1 + letters;
    return digits > 0 && count_digits(text, at + 1, digits + 1) == digits ? 1 + digits : 0;
}

/* Whether text is a language and, each where it is wanted, a script and a region.
 * https://www.rfc-editor.org/rfc/rfc5646#section-2.1 */
static bool is_language(nws_view text)
{
    enum { SCRIPT = 4, REGION = 2, AREA = 3 };
    size_t end = count_letters(text, 0);
    const nws_view code = nws_view_slice(text, 0, end);
    bool known = false;
    for (size_t at = 0, length; !known && at + 1 < sizeof languages; at += length + 1) {
        length = strcspn(languages + at, " ");
        known = nws_view_equal_nocase(code, nws_view_of(languages + at, length));
    }
    end += part_length(text, end, SCRIPT, 0);
    end += part_length(text, end, REGION, AREA);
    return known && end == text.length;
}

/* Cuts a language off the name of a file without its suffix. */
static void cut_language(nws_view *text, nws_filename *name)
{
    const size_t dot = find_last(*text, '.');
    if (dot == 0 || dot == text->length)
        return;
    const nws_view tag = nws_view_slice(*text, dot + 1, text->length);
    if (!is_language(tag))
        return;
    name->language = tag;
    text->length = dot;
}

void nws_filename_read(nws_view path, nws_dialect dialect, nws_filename *name)
{
    *name = (nws_filename){.draft = false};
    if (path.length == 0 || dialect == NWS_DIALECT_AUTO)
        return;
    nws_view folders = path;
    nws_view text = take_last(&folders);
    const size_t dot = find_last(text, '.');
    if (dot > 0)
        text = nws_view_slice(text, 0, dot);
    if (dialect == NWS_DIALECT_HUGO || dialect == NWS_DIALECT_ZOLA)
        cut_language(&text, name);
    if (dialect == NWS_DIALECT_HUGO)
        return;
    if (dialect == NWS_DIALECT_ZOLA && nws_view_equal(text, NWS_VIEW("index")) &&
        folders.length > 0)
        text = take_last(&folders);
    if (dialect == NWS_DIALECT_HEXO) {
        name->slug = text;
        name->overrides = true;
    } else {
        part_name(text, dialect == NWS_DIALECT_ZOLA, name);
    }
    if (dialect == NWS_DIALECT_JEKYLL)
        while (name->slug.length > 0 && name->slug.data[name->slug.length - 1] == '.')
            name->slug.length--;
    if (name->slug.length == 0)
        name->slug = NWS_VIEW_NONE;
    name->draft = dialect != NWS_DIALECT_ZOLA && is_in_drafts(folders);
}
