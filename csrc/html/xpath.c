/* XPath by libxml2: the tree lent to it, the limits set, the result taken over. */
#include "html/xpath.h"

#include "base/bounds.h"
#include "html/xpath_parts.h"

#include <libxml/xpathInternals.h>

/* libxml2 would write to standard error. */
#if LIBXML_VERSION >= 21200
static void keep_silent(void *context, const xmlError *error)
#else
static void keep_silent(void *context, xmlErrorPtr error)
#endif
{
    (void)context;
    (void)error;
}

/* "/" is the document node, and a fragment's nodes hang from another. */
static void hang_up(nws_document *document)
{
    nws_node *top = (nws_node *)(void *)document->xml;
    if (document->root == top)
        return;
    nws_node_move_children(document->root, top);
    document->root = top;
}

static nws_status take_text(nws_arena *arena, const xmlChar *text, nws_xpath_result *result)
{
    const char *data = text == NULL ? "" : (const char *)text;
    result->kind = NWS_XPATH_TEXT;
    result->text = nws_arena_copy(arena, nws_view_of(data, strlen(data)));
    return result->text.data == NULL ? NWS_E_MEMORY : NWS_OK;
}

static nws_status take_nodes(nws_arena *arena, const xmlNodeSet *set, nws_xpath_result *result)
{
    const size_t count = set == NULL ? 0 : (size_t)set->nodeNr;
    result->kind = NWS_XPATH_NODES;
    result->nodes = nws_arena_alloc(arena, count * sizeof *result->nodes);
    if (result->nodes == NULL && count > 0)
        return NWS_E_MEMORY;
    for (size_t i = 0; i < count; i++)
        if (set->nodeTab[i]->type != XML_NAMESPACE_DECL) /* not of the tree: freed with the set */
            result->nodes[result->count++] = set->nodeTab[i];
    return NWS_OK;
}

static nws_status take(nws_arena *arena, const xmlXPathObject *object, nws_xpath_result *result)
{
    switch (object->type) {
    case XPATH_NODESET: return take_nodes(arena, object->nodesetval, result);
    case XPATH_NUMBER:
        result->kind = NWS_XPATH_NUMBER;
        result->number = object->floatval;
        return NWS_OK;
    case XPATH_BOOLEAN:
        result->kind = NWS_XPATH_TRUTH;
        result->truth = object->boolval != 0;
        return NWS_OK;
    default: return take_text(arena, object->stringval, result);
    }
}

static nws_status refuse(int code, nws_error *error)
{
    switch (code - XML_XPATH_EXPRESSION_OK) {
    case XPATH_MEMORY_ERROR: return NWS_E_MEMORY;
    case XPATH_OP_LIMIT_EXCEEDED:
    case XPATH_RECURSION_LIMIT_EXCEEDED:
        return nws_error_set(error, NWS_E_LIMIT, "xpath_limit",
                             "the expression takes too many steps on this page: test a step's own "
                             "text() or an @attribute, or name what is searched more closely",
                             0);
    default: break;
    }
    if (code == XML_ERR_NO_MEMORY)
        return NWS_E_MEMORY;
    return nws_error_set(error, NWS_E_ARGUMENT, "xpath", "this is no XPath expression", 0);
}

/* The most nodes that have one parent: libxml2 may walk them all to learn which of two is first. */
static size_t find_widest(const nws_node *root)
{
    size_t widest = 1;
    for (const nws_node *at = root; at != NULL; at = nws_node_following(root, at, false)) {
        size_t count = 0;
        for (const nws_node *child = at->children; child != NULL; child = child->next)
            count++;
        widest = count > widest ? count : widest;
    }
    return widest;
}

/* The elements that have this name, or all when it is "". */
static size_t count_named(const nws_node *root, nws_view name)
{
    size_t count = 0;
    for (const nws_node *at = root; at != NULL; at = nws_node_following(root, at, false))
        count += nws_node_is_element(at) &&
                 (name.length == 0 || nws_view_equal(nws_node_name(at), name));
    return count;
}

/* The steps that a plan may take on this tree. Where a step may cost more than itself, there are
 * fewer: a part by the widest where nodes without a place are sorted, by the elements where found
 * nodes are looked for among others. */
static size_t limit_steps(const nws_xpath_plan *plan, nws_node *root)
{
    enum { ASKED = 2 }; /* how often a node is compared: what is sorted are a few sorted runs */
    size_t limit = NWS_MAX_XPATH_STEPS;
    if (plan->mixed && plan->reorders) {
        const size_t sorting = NWS_MAX_XPATH_MERGES / ASKED / find_widest(root);
        limit = sorting < limit ? sorting : limit;
    }
    /* By places libxml2 puts a text that follows an element before what is in the element. */
    nws_node_number(root, !plan->mixed);
    if (plan->merges) {
        const size_t merging = NWS_MAX_XPATH_MERGES / (count_named(root, plan->met) + 1);
        limit = merging < limit ? merging : limit;
    }
    return limit;
}

nws_status nws_xpath_evaluate(nws_document *document, nws_view expression, nws_xpath_result *result,
                              nws_error *error)
{
    *result = (nws_xpath_result){.text = NWS_VIEW_NONE};
    if (expression.length > NWS_MAX_XPATH_LENGTH)
        return nws_error_set(error, NWS_E_LIMIT, "xpath_limit", "the expression is too long", 0);
    nws_xpath_plan plan;
    NWS_TRY(nws_xpath_rewrite(document->arena, expression, &plan));
    if (plan.text.data == NULL)
        return refuse(0, error);
    hang_up(document);
    NWS_TRY(nws_node_seal(document->arena, document->root));

    xmlXPathContext *context = xmlXPathNewContext(document->xml);
    if (context == NULL)
        return NWS_E_MEMORY;
    context->node = document->root;
    context->error = keep_silent;
    xmlXPathRegisterFuncLookup(context, nws_xpath_function, NULL);
    context->opLimit = limit_steps(&plan, document->root);
    xmlXPathObject *object = xmlXPathEval((const xmlChar *)plan.text.data, context);
    const nws_status status = object == NULL ? refuse(context->lastError.code, error)
                                             : take(document->arena, object, result);
    xmlXPathFreeObject(object);
    xmlXPathFreeContext(context);
    return status;
}
