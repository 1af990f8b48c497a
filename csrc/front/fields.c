/* Which keys of a header feed which field of an article, and what each may hold.
 *
 * The table below is the whole knowledge; the functions behind it only know shapes. Generators
 * differ in spelling, so a field has a list of keys, the most telling first; where they differ in
 * meaning, docs/front-matter.md says what is done for whom.
 */
#include "front/fields.h"

#include "front/fields_lists.h"
#include "front/filename.h"

enum { MAX_KEYS = 24, MAX_INNER = 2 };

typedef struct key_list {
    const char *keys[MAX_KEYS];
} key_list;

static const key_list title_keys = {{"title", "Title"}};
static const key_list description_keys = {
    {"description", "Description", "desc", "summary", "excerpt", "abstract"}};
static const key_list date_keys = {{"date", "Date", "published", "published_at", "date_published",
                                    "publishDate", "pubDate", "pubdate", "pubDatetime", "created",
                                    "created_at"}};
/* https://gohugo.io/configuration/front-matter/#dates */
static const key_list hugo_date_keys = {
    {"date", "publishdate", "pubdate", "published", "lastmod", "modified"}};
static const key_list updated_keys = {{"updated", "lastmod", "modified", "last_modified_at",
                                       "updated_at", "date_modified", "date-modified",
                                       "updatedDate", "modDatetime"}};
static const key_list hugo_updated_keys = {{"lastmod", "modified"}};
static const key_list author_keys = {{"authors", "author", "Author", "by"}};
static const key_list category_keys = {{"categories", "category", "Categories"}};
static const key_list tag_keys = {{"tags", "tag", "Tags"}};
static const key_list slug_keys = {{"slug"}};
static const key_list language_keys = {{"lang", "language", "locale"}};
/* What a page shows large, then what lists of posts show, then what is shown elsewhere. */
static const key_list cover_keys = {
    {"cover",         "headimg",        "image",         "banner",         "cover_image",
     "coverImage",    "featured_image", "featuredImage", "featuredimage",  "featureImage",
     "feature_image", "header-img",     "hero",          "heroImage",      "banner_img",
     "top_img",       "index_img",      "thumbnail",     "thumbnailImage", "img",
     "images"}};
/* Of a cover that is a mapping: the keys that say what it is.
 * https://github.com/jekyll/jekyll-seo-tag/blob/master/docs/usage.md */
static const key_list address_keys = {
    {"url", "src", "path", "image", "feature", "relative", "facebook", "twitter"}};
/* Of header, which is a cover only where it is a mapping.
 * https://mmistakes.github.io/minimal-mistakes/docs/layouts/#headers */
static const key_list header_keys = {{"overlay_image", "image", "teaser", "og_image"}};

/* What all steps share. */
typedef struct field_reader {
    nws_arena *arena;
    nws_dialect dialect;
    const nws_zone *zone;
    nws_diagnostics *diagnostics;
    const nws_value *map;
    const nws_value *taxonomies;       /* a table of lists, or NULL */
    const nws_value *inner[MAX_INNER]; /* tables of what is no field of the generator's, or NULL */
} field_reader;

/* Hugo puts all keys in lower case before it looks at one. */
static const nws_value *get(const field_reader *reader, const nws_value *map, const char *name)
{
    const nws_view key = nws_view_of(name, strlen(name));
    if (reader->dialect != NWS_DIALECT_HUGO || map == NULL || map->kind != NWS_VALUE_MAP)
        return nws_value_get(map, key);
    for (uint32_t i = map->count; i > 0; i--)
        if (nws_view_equal_nocase(map->as.entries[i - 1].key.text, key))
            return &map->as.entries[i - 1].value;
    return NULL;
}

/* Whether true and false are values: they are none in "published: true" and "cover: false". */
typedef enum flags { FLAGS_COUNT, NO_FLAGS } flags;

/* Whether value says truth. It may be a text: YAML 1.1's words for it, which people go on writing,
 * and what quotes or the failsafe schema make of true and false. *known: whether it says either. */
static bool says(const nws_value *value, bool truth, bool *known)
{
    static const struct {
        nws_view word;
        bool truth;
    } words[] = {
        {{"false", 5}, false}, {{"no", 2}, false}, {{"off", 3}, false}, {{"0", 1}, false},
        {{"true", 4}, true},   {{"yes", 3}, true}, {{"on", 2}, true},   {{"1", 1}, true},
    };
    *known = value == NULL || value->kind == NWS_VALUE_NULL || value->kind == NWS_VALUE_BOOL;
    if (*known)
        return value != NULL && value->kind == NWS_VALUE_BOOL && value->as.truth == truth;
    if (!nws_value_scalar(value))
        return false;
    const nws_view text = nws_view_trim(value->text);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (!nws_view_equal_nocase(text, words[i].word))
            continue;
        *known = true;
        return truth == words[i].truth;
    }
    return false;
}

/* "published: no", too, which is text in YAML 1.2. */
static bool is_flag(const nws_value *value)
{
    bool known;
    (void)says(value, true, &known);
    return known && (value->kind == NWS_VALUE_BOOL || nws_view_trim(value->text).length > 1);
}

/* Scaffolds write description: '' where there is none. */
static bool is_blank(const nws_value *value)
{
    return value != NULL && value->kind == NWS_VALUE_TEXT && nws_view_trim(value->text).length == 0;
}

/* The first key of list with a value in map that is not blank, else the first blank one; *key is
 * the name that it has in list. */
static const nws_value *find(const field_reader *reader, const nws_value *map, const key_list *list,
                             flags which, const char **key)
{
    const nws_value *blank = NULL;
    for (size_t i = 0; map != NULL && i < MAX_KEYS && list->keys[i] != NULL; i++) {
        const nws_value *value = get(reader, map, list->keys[i]);
        if (value == NULL || value->kind == NWS_VALUE_NULL || (blank != NULL && is_blank(value)) ||
            (which == NO_FLAGS && is_flag(value)))
            continue;
        *key = list->keys[i];
        if (!is_blank(value))
            return value;
        blank = value;
    }
    return blank;
}

/* As find(), and where map has none of the keys in the tables inside it: Zola's extra, Hugo's
 * params. */
static const nws_value *find_deep(const field_reader *reader, const key_list *list, flags which,
                                  const char **key)
{
    const nws_value *first = find(reader, reader->map, list, which, key), *value = first;
    for (size_t i = 0; (value == NULL || is_blank(value)) && i < MAX_INNER; i++)
        value = find(reader, reader->inner[i], list, which, key);
    return value != NULL ? value : first;
}

static nws_status complain(nws_diagnostics *diagnostics, nws_diagnostic_code code,
                           const nws_value *value, nws_view detail)
{
    return nws_diagnostics_add(diagnostics, code, value->start, value->end, detail);
}

/* ---- single texts ---- */

/* The scalar as it was written, or the only one of a list. value NULL: none. */
static nws_status read_text(const field_reader *reader, const nws_value *value, const char *key,
                            nws_view *text)
{
    if (value == NULL)
        return NWS_OK;
    const nws_value *holder = value;
    if (value->kind == NWS_VALUE_LIST && value->count == 1)
        holder = &value->as.items[0];
    if (!nws_value_scalar(holder))
        return complain(reader->diagnostics, NWS_D_BAD_FIELD, value, nws_view_of(key, strlen(key)));
    if (holder->kind != NWS_VALUE_NULL)
        *text = nws_view_trim(holder->text);
    return NWS_OK;
}

static nws_status read_texts(const field_reader *reader, nws_fields *fields)
{
    const char *key = "";
    const nws_value *value = find(reader, reader->map, &title_keys, FLAGS_COUNT, &key);
    NWS_TRY(read_text(reader, value, key, &fields->title));
    value = find_deep(reader, &description_keys, FLAGS_COUNT, &key);
    NWS_TRY(read_text(reader, value, key, &fields->description));
    value = find(reader, reader->map, &slug_keys, FLAGS_COUNT, &key);
    NWS_TRY(read_text(reader, value, key, &fields->slug));
    value = find_deep(reader, &language_keys, FLAGS_COUNT, &key);
    return read_text(reader, value, key, &fields->language);
}

/* ---- the cover ---- */

/* Themes let a colour stand where a picture may: "#49b1f5", "linear-gradient(…)", of which a
 * comment may have cut the end, "transparent". "<image path/url>" is what PaperMod's template has.
 */
static bool is_address(nws_view text)
{
    size_t at = 0;
    if (text.length == 0 || text.data[0] == '#' || text.data[0] == '<' ||
        nws_view_equal_nocase(text, NWS_VIEW("transparent")))
        return false;
    while (at < text.length && (nws_is_alpha((unsigned char)text.data[at]) || text.data[at] == '-'))
        at++;
    const char last = text.data[text.length - 1];
    return at == text.length || text.data[at] != '(' || (last != ')' && last != ',');
}

/* The text in value that may be an address: itself, what says it in a mapping, the first of a list
 * of either. NULL: there is none. */
static const nws_value *find_address(const field_reader *reader, const nws_value *value,
                                     const key_list *inner)
{
    const char *unused;
    if (value->kind == NWS_VALUE_LIST)
        value = value->count > 0 ? &value->as.items[0] : NULL;
    if (value != NULL && value->kind == NWS_VALUE_MAP)
        value = find(reader, value, inner, NO_FLAGS, &unused);
    return value != NULL && value->kind == NWS_VALUE_TEXT ? value : NULL;
}

/* A value of a shape that nobody has here, and its key. */
typedef struct oddity {
    const nws_value *value;
    const char *key;
} oddity;

/* The first key of map that leads to an address. *odd becomes the first oddity on the way. */
static const nws_value *find_cover(const field_reader *reader, const nws_value *map, oddity *odd)
{
    for (size_t i = 0; map != NULL && i < MAX_KEYS && cover_keys.keys[i] != NULL; i++) {
        const nws_value *value = get(reader, map, cover_keys.keys[i]);
        if (value == NULL || value->kind == NWS_VALUE_NULL || is_flag(value))
            continue;
        const nws_value *address = find_address(reader, value, &address_keys);
        if (address != NULL && is_address(nws_view_trim(address->text)))
            return address;
        if (address == NULL && odd->value == NULL && !nws_value_scalar(value) && value->count > 0)
            *odd = (oddity){value, cover_keys.keys[i]};
    }
    const nws_value *header = map == NULL ? NULL : get(reader, map, "header");
    if (header == NULL || header->kind != NWS_VALUE_MAP)
        return NULL;
    header = find_address(reader, header, &header_keys);
    return header != NULL && is_address(nws_view_trim(header->text)) ? header : NULL;
}

/* A shape that is not known is told of where nothing else gives a cover. */
static nws_status read_cover(const field_reader *reader, nws_view *cover)
{
    oddity odd = {NULL, ""};
    const nws_value *address = find_cover(reader, reader->map, &odd);
    for (size_t i = 0; address == NULL && i < MAX_INNER; i++)
        address = find_cover(reader, reader->inner[i], &odd);
    if (address != NULL)
        *cover = nws_view_trim(address->text);
    else if (odd.value != NULL)
        return complain(reader->diagnostics, NWS_D_BAD_FIELD, odd.value,
                        nws_view_of(odd.key, strlen(odd.key)));
    return NWS_OK;
}

/* ---- dates ---- */

/* What a date's flaw or assumption deserves. */
static nws_status judge_date(const nws_date *date, const nws_zone *zone, nws_view text,
                             size_t start, size_t end, nws_diagnostics *diagnostics)
{
    nws_diagnostic_code code = NWS_D_BAD_DATE;
    switch ((nws_date_flaw)date->flaw) {
    case NWS_DATE_SOUND:
        if (date->evidence != NWS_EVIDENCE_EITHER || zone == NULL || !zone->orders_inferred)
            return NWS_OK;
        code = NWS_D_DATE_ORDER;
        break;
    case NWS_DATE_AMBIGUOUS: code = NWS_D_AMBIGUOUS_ZONE; break;
    case NWS_DATE_BAD_OFFSET: code = NWS_D_BAD_OFFSET; break;
    case NWS_DATE_EITHER: code = NWS_D_AMBIGUOUS_DATE; break;
    case NWS_DATE_UNREADABLE:
    case NWS_DATE_IMPOSSIBLE: break;
    }
    return nws_diagnostics_add(diagnostics, code, start, end, text);
}

static bool is_usable(const nws_date *date)
{
    return date->flaw == NWS_DATE_SOUND || date->flaw == NWS_DATE_AMBIGUOUS;
}

nws_status nws_fields_date(const nws_value *value, const nws_zone *zone,
                           nws_diagnostics *diagnostics, nws_date *date, bool *has)
{
    if (!nws_value_scalar(value))
        return complain(diagnostics, NWS_D_BAD_DATE, value, NWS_VIEW(""));
    nws_date_read(value->text, zone, date);
    *has = is_usable(date);
    return judge_date(date, zone, value->text, value->start, value->end, diagnostics);
}

static nws_status read_dates(const field_reader *reader, nws_fields *fields)
{
    const bool is_hugo = reader->dialect == NWS_DIALECT_HUGO;
    const char *key = NULL;
    const nws_value *value =
        find(reader, reader->map, is_hugo ? &hugo_date_keys : &date_keys, NO_FLAGS, &key);
    if (value != NULL) {
        fields->date_source = key;
        if (nws_value_scalar(value))
            fields->date_text = nws_view_trim(value->text);
        NWS_TRY(nws_fields_date(value, reader->zone, reader->diagnostics, &fields->date,
                                &fields->has_date));
    }
    /* The commonest slip: it costs the date, and nothing else tells of it. */
    const nws_value *slip = value == NULL ? get(reader, reader->map, "data") : NULL;
    if (slip != NULL && nws_value_scalar(slip)) {
        nws_date date;
        nws_date_read(slip->text, reader->zone, &date);
        if (is_usable(&date) && date.precision >= NWS_PRECISION_DAY)
            NWS_TRY(complain(reader->diagnostics, NWS_D_SUSPECT_KEY, slip, NWS_VIEW("data")));
    }
    value = find(reader, reader->map, is_hugo ? &hugo_updated_keys : &updated_keys, NO_FLAGS, &key);
    if (value != NULL)
        NWS_TRY(nws_fields_date(value, reader->zone, reader->diagnostics, &fields->updated,
                                &fields->has_updated));
    return NWS_OK;
}

/* Hugo looks at published only where there is no draft. It may be a date: then it is public. */
static nws_status read_draft(const field_reader *reader, bool *draft)
{
    bool known, unused;
    const nws_value *value = get(reader, reader->map, "draft");
    *draft = says(value, true, &known);
    if (!known)
        NWS_TRY(complain(reader->diagnostics, NWS_D_BAD_FIELD, value, NWS_VIEW("draft")));
    if (!*draft && (reader->dialect != NWS_DIALECT_HUGO || value == NULL))
        *draft = says(get(reader, reader->map, "published"), false, &unused);
    return NWS_OK;
}

/* ---- lists ---- */

/* Where a list of terms stands: Zola's are in a table of their own, which for Zola comes first. */
static const nws_value *find_terms(const field_reader *reader, const key_list *list,
                                   const char **key)
{
    const bool is_zola = reader->dialect == NWS_DIALECT_ZOLA;
    const nws_value *tables[] = {is_zola ? reader->taxonomies : reader->map,
                                 is_zola ? reader->map : reader->taxonomies};
    const nws_value *value = find(reader, tables[0], list, FLAGS_COUNT, key);
    return value != NULL ? value : find(reader, tables[1], list, FLAGS_COUNT, key);
}

/* Jekyll's lists under two keys: blanks part the terms of the plural's, the singular's is one term.
 * Of tags the singular counts alone, categories are those of both.
 * https://jekyllrb.com/docs/posts/#tags-and-categories */
static nws_status read_jekyll(const field_reader *reader, const char *plural, const char *singular,
                              bool both, nws_texts *texts)
{
    const nws_value *one = get(reader, reader->map, singular);
    const nws_value *many = get(reader, reader->map, plural);
    if (one != NULL && one->kind != NWS_VALUE_NULL && !both)
        many = NULL;
    const nws_list_source sources[] = {{many, plural, NWS_SPLIT_BLANKS},
                                       {one, singular, NWS_SPLIT_NONE}};
    return nws_list_read(reader->arena, sources, 2, reader->diagnostics, texts);
}

static nws_status read_lists(const field_reader *reader, nws_fields *fields)
{
    nws_list_source source = {NULL, "", NWS_SPLIT_NONE};
    source.value = find_deep(reader, &author_keys, FLAGS_COUNT, &source.key);
    if (source.value == NULL)
        source.value = find(reader, reader->taxonomies, &author_keys, FLAGS_COUNT, &source.key);
    NWS_TRY(nws_list_read(reader->arena, &source, 1, reader->diagnostics, &fields->authors));
    if (reader->dialect == NWS_DIALECT_JEKYLL) {
        NWS_TRY(read_jekyll(reader, "tags", "tag", false, &fields->tags));
        NWS_TRY(read_jekyll(reader, "categories", "category", true, &fields->categories));
        return nws_list_paths(reader->arena, reader->map, false, fields);
    }
    source.value = find_terms(reader, &tag_keys, &source.key);
    source.splitting = reader->dialect == NWS_DIALECT_AUTO ? NWS_SPLIT_COMMAS : NWS_SPLIT_NONE;
    NWS_TRY(nws_list_read(reader->arena, &source, 1, reader->diagnostics, &fields->tags));
    source.value = find_terms(reader, &category_keys, &source.key);
    source.splitting = NWS_SPLIT_NONE;
    NWS_TRY(nws_list_read(reader->arena, &source, 1, reader->diagnostics, &fields->categories));
    const bool nests = reader->dialect == NWS_DIALECT_AUTO || reader->dialect == NWS_DIALECT_HEXO;
    return nws_list_paths(reader->arena, source.value, nests, fields);
}

/* ---- all of them ---- */

/* The tables that a dialect has in the front matter. */
static void find_tables(field_reader *reader)
{
    static const struct {
        const char *name;
        nws_dialect owner;
    } tables[MAX_INNER] = {{"extra", NWS_DIALECT_ZOLA}, {"params", NWS_DIALECT_HUGO}};
    const bool is_auto = reader->dialect == NWS_DIALECT_AUTO;
    if (is_auto || reader->dialect == NWS_DIALECT_ZOLA)
        reader->taxonomies = get(reader, reader->map, "taxonomies");
    for (size_t i = 0; i < MAX_INNER; i++)
        if (is_auto || reader->dialect == tables[i].owner)
            reader->inner[i] = get(reader, reader->map, tables[i].name);
}

nws_status nws_fields_read(nws_arena *arena, const nws_value *map, nws_dialect dialect,
                           const nws_zone *zone, nws_diagnostics *diagnostics, nws_fields *fields)
{
    field_reader reader = {arena, dialect, zone, diagnostics, map, NULL, {NULL}};
    *fields = (nws_fields){0};
    if (map->kind != NWS_VALUE_MAP || map->count == 0)
        return NWS_OK;
    find_tables(&reader);
    NWS_TRY(read_texts(&reader, fields));
    NWS_TRY(read_cover(&reader, &fields->cover));
    NWS_TRY(read_dates(&reader, fields));
    NWS_TRY(read_draft(&reader, &fields->draft));
    return read_lists(&reader, fields);
}

/* Without a dialect nothing is taken from a name, but it is told: the dates of a Jekyll site are
 * nowhere else. */
static nws_status note_date(nws_view path, const nws_zone *zone, nws_diagnostics *diagnostics)
{
    nws_filename name;
    nws_date date;
    nws_filename_read(path, NWS_DIALECT_JEKYLL, &name);
    if (name.date.data == NULL)
        return NWS_OK;
    nws_date_read(name.date, zone, &date);
    return is_usable(&date) ? nws_diagnostics_add(diagnostics, NWS_D_DATE_IN_NAME, 0, 0, name.date)
                            : NWS_OK;
}

nws_status nws_fields_locate(nws_view path, nws_dialect dialect, const nws_zone *zone,
                             nws_diagnostics *diagnostics, nws_fields *fields)
{
    nws_filename name;
    nws_filename_read(path, dialect, &name);
    if (name.slug.data != NULL && (name.overrides || fields->slug.length == 0))
        fields->slug = name.slug;
    if (name.language.data != NULL)
        fields->language = name.language;
    fields->draft = fields->draft || name.draft;
    if (fields->date_source != NULL)
        return NWS_OK;
    if (dialect == NWS_DIALECT_AUTO)
        return note_date(path, zone, diagnostics);
    if (name.date.data == NULL)
        return NWS_OK;
    fields->date_source = "filename";
    fields->date_text = name.date;
    nws_date_read(name.date, zone, &fields->date);
    fields->has_date = is_usable(&fields->date);
    return judge_date(&fields->date, zone, name.date, 0, 0, diagnostics);
}
