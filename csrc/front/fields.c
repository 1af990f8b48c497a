/* Which keys of a header feed which field of an article, and what each may hold.
 *
 * The table below is the whole knowledge; the functions behind it only know shapes. Generators
 * differ in spelling, so a field has a list of keys, the most telling first.
 */
#include "front/fields.h"

#include "front/distinct.h"

enum { MAX_KEYS = 14 };

typedef struct key_list {
    const char *keys[MAX_KEYS];
} key_list;

static const key_list title_keys = {{"title", "Title"}};
static const key_list description_keys = {
    {"description", "Description", "desc", "summary", "excerpt", "abstract"}};
static const key_list date_keys = {{"date", "Date", "published", "published_at", "date_published",
                                    "publishDate", "pubDate", "pubdate", "created", "created_at"}};
static const key_list updated_keys = {
    {"updated", "lastmod", "modified", "last_modified_at", "updated_at", "date_modified"}};
static const key_list author_keys = {{"authors", "author", "Author", "by"}};
static const key_list category_keys = {{"categories", "category", "Categories"}};
static const key_list tag_keys = {{"tags", "tag", "Tags"}};
static const key_list slug_keys = {{"slug"}};
static const key_list language_keys = {{"lang", "language", "locale"}};
static const key_list cover_keys = {{"cover", "headimg", "thumbnail", "image", "banner",
                                     "cover_image", "featured_image", "header-img", "hero",
                                     "index_img", "top_img", "img"}};
/* Of an author, or a cover, that is a mapping: the keys that say what it is. */
static const key_list name_keys = {{"name", "title", "display_name", "nickname"}};
static const key_list address_keys = {{"url", "src", "path", "image", "feature", "relative"}};

static const nws_value *find(const nws_value *map, const key_list *list, const char **key)
{
    for (size_t i = 0; i < MAX_KEYS && list->keys[i] != NULL; i++) {
        nws_view name = nws_view_of(list->keys[i], strlen(list->keys[i]));
        const nws_value *value = nws_value_get(map, name);
        if (value != NULL && value->kind != NWS_VALUE_NULL) {
            if (key != NULL)
                *key = list->keys[i];
            return value;
        }
    }
    return NULL;
}

static bool is_scalar(const nws_value *value)
{
    return value->kind != NWS_VALUE_LIST && value->kind != NWS_VALUE_MAP;
}

static nws_status complain(nws_diagnostics *diagnostics, nws_diagnostic_code code,
                           const nws_value *value, nws_view detail)
{
    return nws_diagnostics_add(diagnostics, code, value->start, value->end, detail);
}

/* A field that is one text: the scalar as it was written. An inner mapping may hold it. */
static nws_status read_text(const nws_value *map, const key_list *keys, const key_list *inner,
                            nws_diagnostics *diagnostics, nws_view *text)
{
    const char *key = NULL;
    const nws_value *value = find(map, keys, &key);
    if (value == NULL)
        return NWS_OK;
    const nws_value *holder = value;
    if (value->kind == NWS_VALUE_LIST && value->count == 1)
        holder = &value->as.items[0];
    if (inner != NULL && holder->kind == NWS_VALUE_MAP) {
        const nws_value *found = find(holder, inner, NULL);
        if (found != NULL)
            holder = found;
    }
    if (!is_scalar(holder))
        return complain(diagnostics, NWS_D_BAD_FIELD, value, nws_view_of(key, strlen(key)));
    if (holder->kind != NWS_VALUE_NULL)
        *text = nws_view_trim(holder->text);
    return NWS_OK;
}

/* Texts that are gathered from a list before equal ones are left out. */
typedef struct gathering {
    nws_arena *arena;
    nws_view *items;
    uint32_t count;
    uint32_t capacity;
} gathering;

static nws_status gather(gathering *texts, nws_view text)
{
    text = nws_view_trim(text);
    if (text.length == 0)
        return NWS_OK;
    if (texts->count == texts->capacity) {
        uint32_t capacity = texts->capacity == 0 ? 8 : texts->capacity * 2;
        nws_view *items = nws_arena_extend(
            texts->arena, texts->items, texts->capacity * sizeof *items, capacity * sizeof *items);
        if (items == NULL)
            return NWS_E_MEMORY;
        texts->items = items;
        texts->capacity = capacity;
    }
    texts->items[texts->count++] = text;
    return NWS_OK;
}

/* Ends the gathering: every text once, at its first place. */
static nws_status settle(gathering *texts, nws_texts *out)
{
    uint32_t *first = NULL;
    NWS_TRY(nws_distinct_first(texts->arena, texts->items, sizeof(nws_view), texts->count, &first));
    uint32_t kept = 0;
    for (uint32_t i = 0; i < texts->count; i++)
        if (first == NULL || first[i] == i)
            texts->items[kept++] = texts->items[i];
    *out = (nws_texts){texts->items, kept};
    return NWS_OK;
}

/* Splits at commas, ASCII and those of Chinese text: how tags stand in one line. */
static nws_status gather_split(gathering *texts, nws_view text)
{
    size_t start = 0;
    for (size_t i = 0; i < text.length;) {
        nws_view rest = nws_view_slice(text, i, text.length);
        size_t wide = rest.data[0] == ','                               ? 1
                      : nws_view_starts(rest, NWS_VIEW("\xEF\xBC\x8C")) ? 3 /* full-width comma */
                      : nws_view_starts(rest, NWS_VIEW("\xE3\x80\x81")) ? 3 /* enumeration comma */
                                                                        : 0;
        if (wide == 0) {
            i++;
            continue;
        }
        NWS_TRY(gather(texts, nws_view_slice(text, start, i - start)));
        i += wide;
        start = i;
    }
    return gather(texts, nws_view_slice(text, start, text.length));
}

/* One element of a list: a scalar's text, or what names a mapping. */
static nws_status gather_element(gathering *texts, const nws_value *element,
                                 nws_diagnostics *diagnostics, const char *key)
{
    const nws_value *named = element;
    if (element->kind == NWS_VALUE_MAP) {
        named = find(element, &name_keys, NULL);
        /* "- nickname: Jo" is one author; "- jo:" with nothing behind it is one, too. */
        if (named == NULL && element->count == 1)
            return gather(texts, element->as.entries[0].key.text);
    }
    if (named == NULL || !is_scalar(named))
        return complain(diagnostics, NWS_D_BAD_FIELD, element, nws_view_of(key, strlen(key)));
    return named->kind == NWS_VALUE_NULL ? NWS_OK : gather(texts, named->text);
}

/* A field that is a list: null is none, a scalar is one (or, split, some), a list is its elements,
 * those of lists in it too. */
static nws_status read_list(nws_arena *arena, const nws_value *value, const char *key, bool split,
                            nws_diagnostics *diagnostics, nws_texts *out)
{
    if (value == NULL)
        return NWS_OK;
    gathering texts = {.arena = arena};
    if (is_scalar(value)) {
        NWS_TRY(split ? gather_split(&texts, value->text) : gather(&texts, value->text));
    } else if (value->kind == NWS_VALUE_MAP) {
        NWS_TRY(gather_element(&texts, value, diagnostics, key));
    }
    for (uint32_t i = 0; value->kind == NWS_VALUE_LIST && i < value->count; i++) {
        const nws_value *element = &value->as.items[i];
        if (element->kind != NWS_VALUE_LIST) {
            NWS_TRY(gather_element(&texts, element, diagnostics, key));
            continue;
        }
        for (uint32_t j = 0; j < element->count; j++)
            NWS_TRY(gather_element(&texts, &element->as.items[j], diagnostics, key));
    }
    return settle(&texts, out);
}

/* The scalars of a list as one path. */
static nws_status read_path(nws_arena *arena, const nws_value *list, nws_texts *path)
{
    gathering texts = {.arena = arena};
    for (uint32_t i = 0; i < list->count; i++)
        if (is_scalar(&list->as.items[i]) && list->as.items[i].kind != NWS_VALUE_NULL)
            NWS_TRY(gather(&texts, list->as.items[i].text));
    *path = (nws_texts){texts.items, texts.count};
    return NWS_OK;
}

/* Hexo nests categories: a flat list is one path, lists in a list are paths of their own, and what
 * stands beside them is a path of one.
 * https://hexo.io/docs/front-matter#Categories-Tags */
static nws_status read_paths(nws_arena *arena, const nws_value *value, nws_fields *fields)
{
    if (value == NULL || fields->categories.count == 0)
        return NWS_OK;
    bool nested = false;
    for (uint32_t i = 0; value->kind == NWS_VALUE_LIST && i < value->count; i++)
        nested = nested || value->as.items[i].kind == NWS_VALUE_LIST;
    uint32_t most = nested ? value->count : 1;
    nws_texts *paths = nws_arena_alloc(arena, most * sizeof *paths);
    if (paths == NULL)
        return NWS_E_MEMORY;
    fields->paths = paths;
    if (!nested) {
        paths[0] = fields->categories;
        fields->path_count = 1;
        return NWS_OK;
    }
    for (uint32_t i = 0; i < value->count; i++) {
        const nws_value *item = &value->as.items[i];
        nws_value alone = {.kind = NWS_VALUE_LIST, .count = 1};
        nws_value copy = *item;
        alone.as.items = &copy;
        nws_texts *path = &paths[fields->path_count];
        NWS_TRY(read_path(arena, item->kind == NWS_VALUE_LIST ? item : &alone, path));
        fields->path_count += path->count > 0;
    }
    return NWS_OK;
}

/* A date, with the diagnostic that its flaw deserves. true or false, as in "published: true", is
 * no date and no mistake. */
static nws_status read_date(const nws_value *value, const nws_zone *zone,
                            nws_diagnostics *diagnostics, nws_date *date, bool *has)
{
    if (!is_scalar(value))
        return complain(diagnostics, NWS_D_BAD_DATE, value, NWS_VIEW(""));
    nws_date_read(value->text, zone, date);
    *has = date->flaw == NWS_DATE_SOUND || date->flaw == NWS_DATE_AMBIGUOUS;
    switch ((nws_date_flaw)date->flaw) {
    case NWS_DATE_SOUND: return NWS_OK;
    case NWS_DATE_AMBIGUOUS: return complain(diagnostics, NWS_D_AMBIGUOUS_ZONE, value, value->text);
    case NWS_DATE_BAD_OFFSET: return complain(diagnostics, NWS_D_BAD_OFFSET, value, value->text);
    default: return complain(diagnostics, NWS_D_BAD_DATE, value, value->text);
    }
}

/* The first key that holds something other than true or false. */
static const nws_value *find_date(const nws_value *map, const key_list *list, const char **key)
{
    for (size_t i = 0; i < MAX_KEYS && list->keys[i] != NULL; i++) {
        key_list one = {{list->keys[i]}};
        const nws_value *value = find(map, &one, key);
        if (value != NULL && value->kind != NWS_VALUE_BOOL)
            return value;
    }
    return NULL;
}

static nws_status read_dates(const nws_value *map, const nws_zone *zone,
                             nws_diagnostics *diagnostics, nws_fields *fields)
{
    const char *key = NULL;
    const nws_value *value = find_date(map, &date_keys, &key);
    if (value != NULL) {
        fields->date_source = key;
        if (is_scalar(value))
            fields->date_text = nws_view_trim(value->text);
        NWS_TRY(read_date(value, zone, diagnostics, &fields->date, &fields->has_date));
    }
    value = find_date(map, &updated_keys, &key);
    if (value != NULL)
        NWS_TRY(read_date(value, zone, diagnostics, &fields->updated, &fields->has_updated));
    return NWS_OK;
}

static bool is_truth(const nws_value *map, nws_view key, bool truth)
{
    const nws_value *value = nws_value_get(map, key);
    return value != NULL && value->kind == NWS_VALUE_BOOL && value->as.truth == truth;
}

/* A list field at the top, or in the taxonomies table that Zola nests it in. */
static const nws_value *find_list(const nws_value *map, const key_list *list, const char **key)
{
    const nws_value *value = find(map, list, key);
    if (value != NULL)
        return value;
    return find(nws_value_get(map, NWS_VIEW("taxonomies")), list, key);
}

nws_status nws_fields_read(nws_arena *arena, const nws_value *map, const nws_zone *zone,
                           nws_diagnostics *diagnostics, nws_fields *fields)
{
    *fields = (nws_fields){0};
    if (map->kind != NWS_VALUE_MAP)
        return NWS_OK;
    NWS_TRY(read_text(map, &title_keys, NULL, diagnostics, &fields->title));
    NWS_TRY(read_text(map, &description_keys, NULL, diagnostics, &fields->description));
    NWS_TRY(read_text(map, &slug_keys, NULL, diagnostics, &fields->slug));
    NWS_TRY(read_text(map, &language_keys, NULL, diagnostics, &fields->language));
    NWS_TRY(read_text(map, &cover_keys, &address_keys, diagnostics, &fields->cover));
    NWS_TRY(read_dates(map, zone, diagnostics, fields));
    fields->draft =
        is_truth(map, NWS_VIEW("draft"), true) || is_truth(map, NWS_VIEW("published"), false);

    const char *key = "";
    const nws_value *value = find_list(map, &author_keys, &key);
    NWS_TRY(read_list(arena, value, key, false, diagnostics, &fields->authors));
    value = find_list(map, &tag_keys, &key);
    NWS_TRY(read_list(arena, value, key, true, diagnostics, &fields->tags));
    value = find_list(map, &category_keys, &key);
    NWS_TRY(read_list(arena, value, key, false, diagnostics, &fields->categories));
    return read_paths(arena, value, fields);
}
