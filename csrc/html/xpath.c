/* XPath by libxml2: the tree lent to it, the limits set, the result taken over. */
#include "html/xpath.h"

#include "base/bounds.h"

#include <libxml/xpath.h>
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

static void refuse_function(xmlXPathParserContext *parser, int count)
{
    (void)count;
    xmlXPathErr(parser, XPATH_UNKNOWN_FUNC_ERROR);
}

/* https://www.w3.org/TR/1999/REC-xpath-19991116/#corelib: NULL leaves them to libxml2, which would
 * report any other on standard error. */
static xmlXPathFunction find_function(void *context, const xmlChar *name, const xmlChar *space)
{
    static const char *const core[] = {
        "boolean",
        "ceiling",
        "concat",
        "contains",
        "count",
        "false",
        "floor",
        "id",
        "lang",
        "last",
        "local-name",
        "name",
        "namespace-uri",
        "normalize-space",
        "not",
        "number",
        "position",
        "round",
        "starts-with",
        "string",
        "string-length",
        "substring",
        "substring-after",
        "substring-before",
        "sum",
        "translate",
        "true",
    };
    (void)context;
    for (size_t i = 0; space == NULL && i < sizeof core / sizeof core[0]; i++)
        if (strcmp((const char *)name, core[i]) == 0)
            return NULL;
    return refuse_function;
}

/* Names with a prefix: nothing binds one here, and libxml2 would say so on standard error. */
static bool has_prefix(nws_view expression)
{
    char quote = '\0';
    for (size_t i = 0; i < expression.length; i++) {
        const char byte = expression.data[i];
        if (quote != '\0') {
            quote = byte == quote ? '\0' : quote;
        } else if (byte == '"' || byte == '\'') {
            quote = byte;
        } else if (byte == ':') {
            if (i + 1 == expression.length || expression.data[i + 1] != ':')
                return true;
            i++; /* an axis */
        }
    }
    return false;
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
                             "the expression takes too many steps", 0);
    default: break;
    }
    if (code == XML_ERR_NO_MEMORY)
        return NWS_E_MEMORY;
    return nws_error_set(error, NWS_E_ARGUMENT, "xpath", "this is no XPath expression", 0);
}

nws_status nws_xpath_evaluate(nws_document *document, nws_view expression, nws_xpath_result *result,
                              nws_error *error)
{
    *result = (nws_xpath_result){.text = NWS_VIEW_NONE};
    if (expression.length > NWS_MAX_XPATH_LENGTH)
        return nws_error_set(error, NWS_E_LIMIT, "xpath_limit", "the expression is too long", 0);
    if (expression.length == 0 || memchr(expression.data, '\0', expression.length) != NULL ||
        has_prefix(expression))
        return refuse(0, error);
    const nws_view terminated = nws_arena_copy(document->arena, expression);
    if (terminated.data == NULL)
        return NWS_E_MEMORY;
    hang_up(document);
    NWS_TRY(nws_node_seal(document->arena, document->root));

    xmlXPathContext *context = xmlXPathNewContext(document->xml);
    if (context == NULL)
        return NWS_E_MEMORY;
    context->node = document->root;
    context->error = keep_silent;
    xmlXPathRegisterFuncLookup(context, find_function, NULL);
    context->opLimit = NWS_MAX_XPATH_STEPS;
    xmlXPathObject *object = xmlXPathEval((const xmlChar *)terminated.data, context);
    const nws_status status = object == NULL ? refuse(context->lastError.code, error)
                                             : take(document->arena, object, result);
    xmlXPathFreeObject(object);
    xmlXPathFreeContext(context);
    return status;
}
