/* The schema of each table, in one block of memory.
 *
 * A consumer may move a child out and release it after its parent, on another thread
 * (https://arrow.apache.org/docs/format/CDataInterface.html#moving-child-arrays), so the block
 * counts the schemas in it that are not released yet and goes with the last one.
 */
#include "table/arrow_layout.h"
#include "table/lifted.h"

#include <stdatomic.h>

typedef struct block {
    const nws_allocator *allocator;
    size_t size;
    nws_lifts *lifts; /* whose names are the lifted fields' */
    atomic_size_t alive;
    struct ArrowSchema nodes[];
    /* then the pointers to children */
} block;

/* What of the block is still to be given out. */
typedef struct builder {
    block *block;
    struct ArrowSchema *node;
    struct ArrowSchema **link;
    nws_arrow_texts texts;
} builder;

static const char view_format[] = "vu";

/* --- Which table is what --- */

static int count_frame(const nws_frame_info *frame);

static int count_field(const nws_field *field)
{
    if (field->kind == NWS_KIND_WORD || field->kind == NWS_KIND_CODE)
        return 2;
    if (field->kind != NWS_KIND_LIST)
        return 1;
    const nws_frame_info *items = nws_schema_frame((nws_frame_id)field->items);
    return 1 + (items->plain ? 0 : 1) + count_frame(items);
}

/* Recursion as deep as the schema is: four levels. */
static int count_frame(const nws_frame_info *frame)
{
    int nodes = 0;
    for (int i = 0; i < frame->shown; i++)
        nodes += count_field(&frame->fields[i]);
    return nodes;
}

nws_table_info nws_arrow_info(nws_table table, const nws_lifts *lifts)
{
    static const struct {
        nws_frame_id frame;
        int list;
    } tables[NWS_TABLE_COUNT] = {
        [NWS_TABLE_ARTICLES] = {NWS_FRAME_ARTICLES, -1},
        [NWS_TABLE_IMAGES] = {NWS_FRAME_IMAGES, NWS_ARTICLES_IMAGES},
        [NWS_TABLE_LINKS] = {NWS_FRAME_LINKS, NWS_ARTICLES_LINKS},
        [NWS_TABLE_REMOVALS] = {NWS_FRAME_REMOVALS, NWS_ARTICLES_REMOVALS},
        [NWS_TABLE_DIAGNOSTICS] = {NWS_FRAME_DIAGNOSTICS, NWS_ARTICLES_DIAGNOSTICS},
    };
    nws_table_info info = {tables[table].frame, tables[table].list, 0, 0};
    info.nodes = count_frame(nws_schema_frame(info.frame)) + nws_arrow_keyed(&info);
    if (table == NWS_TABLE_ARTICLES)
        info.lifted = (int)nws_lifts_count(lifts);
    for (int i = 0; i < info.lifted; i++) {
        const nws_field field = nws_lifted_field(lifts, (uint32_t)i);
        info.nodes += count_field(&field);
    }
    return info;
}

/* --- Making and releasing --- */

static void release_schema(struct ArrowSchema *schema)
{
    block *owner = schema->private_data;
    for (int64_t i = 0; i < schema->n_children; i++)
        if (schema->children[i]->release != NULL)
            schema->children[i]->release(schema->children[i]);
    if (schema->dictionary != NULL && schema->dictionary->release != NULL)
        schema->dictionary->release(schema->dictionary);
    schema->release = NULL;
    if (atomic_fetch_sub_explicit(&owner->alive, 1, memory_order_acq_rel) != 1)
        return;
    nws_lifts_release(owner->lifts);
    owner->allocator->release(owner->allocator->context, owner, owner->size);
}

static void fill(builder *with, struct ArrowSchema *schema, const char *format, const char *name,
                 bool nullable)
{
    *schema = (struct ArrowSchema){
        .format = format,
        .name = name,
        .flags = nullable ? ARROW_FLAG_NULLABLE : 0,
        .release = release_schema,
        .private_data = with->block,
    };
    atomic_fetch_add_explicit(&with->block->alive, 1, memory_order_relaxed);
}

/* Room for the pointers to count children. */
static void open_children(builder *with, struct ArrowSchema *schema, int count)
{
    schema->n_children = count;
    schema->children = with->link;
    with->link += count;
    for (int i = 0; i < count; i++)
        schema->children[i] = with->node++;
}

/* Also makes room for lifted more, behind them. */
static void make_fields(builder *with, struct ArrowSchema *parent, const nws_frame_info *frame,
                        bool keyed, int lifted);

static void make_field(builder *with, struct ArrowSchema *schema, const nws_field *field)
{
    const bool view = field->kind == NWS_KIND_TEXT && with->texts == NWS_ARROW_VIEWS;
    fill(with, schema, view ? view_format : nws_schema_format((nws_kind)field->kind), field->name,
         field->nullable);
    if (field->kind == NWS_KIND_WORD || field->kind == NWS_KIND_CODE) {
        schema->dictionary = with->node++;
        fill(with, schema->dictionary, "u", "", false);
    } else if (field->kind == NWS_KIND_LIST) {
        const nws_frame_info *items = nws_schema_frame((nws_frame_id)field->items);
        if (items->plain) {
            make_fields(with, schema, items, false, 0);
        } else {
            open_children(with, schema, 1);
            fill(with, schema->children[0], "+s", "item", false);
            make_fields(with, schema->children[0], items, false, 0);
        }
    }
}

static void make_fields(builder *with, struct ArrowSchema *parent, const nws_frame_info *frame,
                        bool keyed, int lifted)
{
    open_children(with, parent, frame->shown + keyed + lifted);
    if (keyed)
        fill(with, parent->children[0], nws_schema_format(NWS_KIND_INT64), "row", false);
    for (int i = 0; i < frame->shown; i++)
        make_field(with, parent->children[i + keyed], &frame->fields[i]);
}

nws_status nws_arrow_schema(nws_table table, nws_arrow_texts texts, nws_lifts *lifts,
                            const nws_allocator *allocator, struct ArrowSchema *schema)
{
    const nws_table_info info = nws_arrow_info(table, lifts);
    const size_t nodes = (size_t)info.nodes;
    const size_t size =
        sizeof(block) + nodes * (sizeof(struct ArrowSchema) + sizeof(struct ArrowSchema *));
    block *made = allocator->allocate(allocator->context, size);
    schema->release = NULL;
    if (made == NULL)
        return NWS_E_MEMORY;
    made->allocator = allocator;
    made->size = size;
    made->lifts = lifts;
    nws_lifts_retain(lifts);
    atomic_init(&made->alive, 0);
    builder with = {made, made->nodes, (struct ArrowSchema **)(void *)&made->nodes[nodes], texts};
    fill(&with, schema, "+s", "", false);
    const nws_frame_info *frame = nws_schema_frame(info.frame);
    make_fields(&with, schema, frame, nws_arrow_keyed(&info), info.lifted);
    for (int i = 0; i < info.lifted; i++) {
        const nws_field field = nws_lifted_field(lifts, (uint32_t)i);
        make_field(&with, schema->children[frame->shown + i], &field);
    }
    return NWS_OK;
}
