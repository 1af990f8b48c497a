/* Lists as people write them: see fields_lists.h. */
#include "front/fields_lists.h"

#include "front/distinct.h"

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
    NWS_TRY(NWS_ROOM(texts->arena, texts->items, texts->count, texts->capacity, 8));
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

/* Bytes of what parts two texts, where rest begins; 0: nothing does. Commas are ASCII's and those
 * of Chinese text. */
static size_t parting(nws_view rest, nws_splitting splitting)
{
    if (splitting == NWS_SPLIT_BLANKS)
        return nws_is_space((unsigned char)rest.data[0]);
    return rest.data[0] == ','                               ? 1
           : nws_view_starts(rest, NWS_VIEW("\xEF\xBC\x8C")) ? 3 /* full-width comma */
           : nws_view_starts(rest, NWS_VIEW("\xE3\x80\x81")) ? 3 /* enumeration comma */
                                                             : 0;
}

static nws_status gather_split(gathering *texts, nws_view text, nws_splitting splitting)
{
    size_t start = 0;
    for (size_t i = 0; i < text.length && splitting != NWS_SPLIT_NONE;) {
        const size_t wide = parting(nws_view_slice(text, i, text.length), splitting);
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

/* What says who or what a mapping is, in any case. */
static const nws_value *find_name(const nws_value *map)
{
    static const nws_view keys[] = {
        {"name", 4}, {"title", 5}, {"label", 5}, {"display_name", 12}, {"nickname", 8}};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        for (uint32_t j = 0; j < map->count; j++)
            if (nws_view_equal_nocase(map->as.entries[j].key.text, keys[i]) &&
                map->as.entries[j].value.kind != NWS_VALUE_NULL)
                return &map->as.entries[j].value;
    return NULL;
}

/* One element of a list: a scalar's text, or what names a mapping. */
static nws_status gather_element(gathering *texts, const nws_value *element,
                                 nws_diagnostics *diagnostics, const char *key)
{
    const nws_value *named = element;
    if (element->kind == NWS_VALUE_MAP) {
        named = find_name(element);
        /* "- jo: {url: …}" is one author, and so is "- jo:" with nothing behind it. "twitter: jo"
         * says of whom it is nothing but that. */
        if (named == NULL && element->count == 1 &&
            (element->as.entries[0].value.kind == NWS_VALUE_NULL ||
             element->as.entries[0].value.kind == NWS_VALUE_MAP))
            return gather(texts, element->as.entries[0].key.text);
    }
    if (named == NULL || !nws_value_scalar(named))
        return nws_diagnostics_add(diagnostics, NWS_D_BAD_FIELD, element->start, element->end,
                                   nws_view_of(key, strlen(key)));
    return named->kind == NWS_VALUE_NULL ? NWS_OK : gather(texts, named->text);
}

/* Null is none, a scalar is one (or, split, some), a list is its elements, those of lists in it
 * too.
 */
static nws_status gather_source(gathering *texts, const nws_list_source *source,
                                nws_diagnostics *diagnostics)
{
    const nws_value *value = source->value;
    if (value == NULL || value->kind == NWS_VALUE_NULL)
        return NWS_OK;
    if (nws_value_scalar(value))
        return gather_split(texts, value->text, source->splitting);
    if (value->kind == NWS_VALUE_MAP)
        return gather_element(texts, value, diagnostics, source->key);
    for (uint32_t i = 0; i < value->count; i++) {
        const nws_value *element = &value->as.items[i];
        if (element->kind != NWS_VALUE_LIST) {
            NWS_TRY(gather_element(texts, element, diagnostics, source->key));
            continue;
        }
        for (uint32_t j = 0; j < element->count; j++)
            NWS_TRY(gather_element(texts, &element->as.items[j], diagnostics, source->key));
    }
    return NWS_OK;
}

nws_status nws_list_read(nws_arena *arena, const nws_list_source *sources, size_t count,
                         nws_diagnostics *diagnostics, nws_texts *out)
{
    gathering texts = {.arena = arena};
    for (size_t i = 0; i < count; i++)
        NWS_TRY(gather_source(&texts, &sources[i], diagnostics));
    return texts.count == 0 ? NWS_OK : settle(&texts, out);
}

/* The scalars of a list as one path. */
static nws_status read_path(nws_arena *arena, const nws_value *list, nws_texts *path)
{
    gathering texts = {.arena = arena};
    for (uint32_t i = 0; i < list->count; i++)
        if (nws_value_scalar(&list->as.items[i]) && list->as.items[i].kind != NWS_VALUE_NULL)
            NWS_TRY(gather(&texts, list->as.items[i].text));
    *path = (nws_texts){texts.items, texts.count};
    return NWS_OK;
}

/* Each category a path of one. */
static nws_status make_flat(nws_arena *arena, nws_fields *fields)
{
    const uint32_t count = fields->categories.count;
    fields->paths = nws_arena_alloc(arena, count * sizeof *fields->paths);
    if (fields->paths == NULL)
        return NWS_E_MEMORY;
    for (uint32_t i = 0; i < count; i++)
        fields->paths[i] = (nws_texts){&fields->categories.items[i], 1};
    fields->path_count = count;
    return NWS_OK;
}

/* Hexo nests categories: a flat list is one path, lists in a list are paths of their own, and what
 * stands beside them is a path of one.
 * https://hexo.io/docs/front-matter#Categories-Tags */
nws_status nws_list_paths(nws_arena *arena, const nws_value *value, bool nests, nws_fields *fields)
{
    if (value == NULL || fields->categories.count == 0)
        return NWS_OK;
    if (!nests)
        return make_flat(arena, fields);
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
