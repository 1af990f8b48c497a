/* The functions and operators of XPath, each paying for what it reads before libxml2 reads it.
 *
 * Separate from xpath.c because of the one rule of it: libxml2 counts a step for each node that a
 * path visits, and a string of a megabyte for nothing. A step here is a node, PER_STEP bytes or a
 * few comparisons, so that a second's worth of each is about the same.
 */
#include "html/xpath_parts.h"

#include <libxml/xpathInternals.h>

enum {
    BYTES_PER_STEP = 64,
    PAIRS_PER_STEP = 32, /* nodes compared by address or hash */
    PLACES_PER_STEP = 8, /* characters looked up, each a call */
    BYTES_PER_TOKEN = 2  /* of a text that id() cuts into names */
};

/* Spends steps; false, and the evaluation ends, when there are not so many. */
static bool spend(xmlXPathParserContext *parser, uint64_t steps)
{
    xmlXPathContext *context = parser->context;
    if (steps > context->opLimit - context->opCount) {
        context->opCount = context->opLimit;
        xmlXPathErr(parser, XPATH_OP_LIMIT_EXCEEDED);
        return false;
    }
    context->opCount += steps;
    return true;
}

/* What the text of a tree costs, and how long it is; stops where nobody could pay any more. */
static uint64_t measure(const xmlXPathParserContext *parser, const nws_node *top, uint64_t *bytes)
{
    const uint64_t left = parser->context->opLimit - parser->context->opCount;
    uint64_t nodes = 1;
    *bytes = 0;
    if (top->type == XML_ATTRIBUTE_NODE)
        *bytes = nws_attribute_value((const nws_attribute *)(const void *)top).length;
    if (top->type == XML_ATTRIBUTE_NODE || top->type == XML_NAMESPACE_DECL)
        return nodes + *bytes / BYTES_PER_STEP;
    if (top->type == XML_COMMENT_NODE || top->type == XML_PI_NODE)
        *bytes = nws_node_text(top).length;
    for (const nws_node *node = top; node != NULL && nodes <= left;
         node = nws_node_following(top, node, false), nodes++)
        *bytes += node->type == XML_TEXT_NODE ? nws_node_text(node).length : 0;
    return nodes + *bytes / BYTES_PER_STEP;
}

static bool pay_node(xmlXPathParserContext *parser, const nws_node *node)
{
    uint64_t bytes;
    return spend(parser, measure(parser, node, &bytes));
}

static size_t count_of(const xmlXPathObject *object)
{
    return object->nodesetval == NULL ? 0 : (size_t)object->nodesetval->nodeNr;
}

/* The text of every node of a set; *longest becomes the most bytes of one. */
static bool pay_set(xmlXPathParserContext *parser, const xmlXPathObject *object, uint64_t *longest)
{
    *longest = 0;
    for (size_t i = 0; i < count_of(object); i++) {
        uint64_t bytes;
        if (!spend(parser, measure(parser, object->nodesetval->nodeTab[i], &bytes)))
            return false;
        *longest = bytes > *longest ? bytes : *longest;
    }
    return true;
}

static uint64_t length_of(const xmlXPathObject *object)
{
    return object->type == XPATH_STRING && object->stringval != NULL
               ? strlen((const char *)object->stringval)
               : 0;
}

/* The place of an argument on the stack, the first of count is 0; NULL when there are fewer. */
static xmlXPathObject **argument(const xmlXPathParserContext *parser, int count, int index)
{
    return count <= parser->valueNr ? &parser->valueTab[parser->valueNr - count + index] : NULL;
}

/* What it costs to make text or a number of a value: of a set, of its first node. */
static bool pay_text(xmlXPathParserContext *parser, const xmlXPathObject *object)
{
    if (object->type != XPATH_NODESET)
        return spend(parser, length_of(object) / BYTES_PER_STEP);
    if (count_of(object) == 0)
        return true;
    xmlXPathNodeSetSort(object->nodesetval);
    return pay_node(parser, object->nodesetval->nodeTab[0]);
}

/* --- what a call costs, by kind --- */

typedef bool (*payment)(xmlXPathParserContext *parser, int count);

static bool pay_nothing(xmlXPathParserContext *parser, int count)
{
    (void)parser;
    (void)count;
    return true;
}

static bool pay_texts(xmlXPathParserContext *parser, int count)
{
    if (count == 0)
        return pay_node(parser, parser->context->node);
    for (int i = 0; i < count; i++) {
        xmlXPathObject **at = argument(parser, count, i);
        if (at != NULL && !pay_text(parser, *at))
            return false;
    }
    return true;
}

/* concat() copies what it has for each argument. */
static bool pay_concat(xmlXPathParserContext *parser, int count)
{
    for (int i = 0; i < count; i++)
        if (!pay_texts(parser, count))
            return false;
    return true;
}

/* Makes the arguments text in place, as the function will; false: not so, or too much. */
static bool cast_texts(xmlXPathParserContext *parser, int count)
{
    if (!pay_texts(parser, count))
        return false;
    for (int i = 0; i < count; i++) {
        xmlXPathObject **at = argument(parser, count, i);
        if (at == NULL)
            return true; /* the function says so */
        *at = xmlXPathConvertString(*at);
        if (*at == NULL) {
            xmlXPathErr(parser, XPATH_MEMORY_ERROR);
            return false;
        }
    }
    parser->value = parser->valueTab[parser->valueNr - 1];
    return true;
}

/* libxml2 searches by trying each place: a text of many a's for one of fewer is quadratic. */
static bool pay_search(xmlXPathParserContext *parser, int count)
{
    if (count != 2 || parser->valueNr < 2)
        return true;
    if (!cast_texts(parser, count))
        return false;
    const char *text = (const char *)(*argument(parser, 2, 0))->stringval;
    const char *wanted = (const char *)(*argument(parser, 2, 1))->stringval;
    if (wanted[0] == '\0')
        return true;
    uint64_t work = 0;
    for (; (text = strchr(text, wanted[0])) != NULL; text++) {
        size_t same = 1;
        while (wanted[same] != '\0' && text[same] == wanted[same])
            same++;
        work += same;
        if (work >= BYTES_PER_STEP && !spend(parser, work / BYTES_PER_STEP))
            return false;
        work %= BYTES_PER_STEP;
        if (wanted[same] == '\0')
            break;
    }
    return true;
}

/* Each character of the first is looked for in the second and written from the third. */
static bool pay_translate(xmlXPathParserContext *parser, int count)
{
    if (count != 3 || parser->valueNr < 3)
        return true;
    if (!cast_texts(parser, count))
        return false;
    const uint64_t table = length_of(*argument(parser, 3, 1)) + length_of(*argument(parser, 3, 2));
    return spend(parser, length_of(*argument(parser, 3, 0)) * (table + 1) / PLACES_PER_STEP);
}

static bool pay_all(xmlXPathParserContext *parser, int count)
{
    xmlXPathObject **at = argument(parser, count, 0);
    uint64_t longest;
    return count == 0 || at == NULL || (*at)->type != XPATH_NODESET ||
           pay_set(parser, *at, &longest);
}

static bool pay_ids(xmlXPathParserContext *parser, int count)
{
    if (count == 0)
        return true;
    if (!pay_texts(parser, count) || !pay_all(parser, count))
        return false;
    const xmlXPathObject *names = parser->value;
    uint64_t tokens = length_of(names);
    for (size_t i = 0; names->type == XPATH_NODESET && i < count_of(names); i++) {
        uint64_t bytes;
        (void)measure(parser, names->nodesetval->nodeTab[i], &bytes);
        tokens += bytes;
    }
    return spend(parser, tokens / BYTES_PER_TOKEN);
}

/* lang() asks every attribute of every ancestor. */
static bool pay_language(xmlXPathParserContext *parser, int count)
{
    uint64_t asked = 0;
    for (const nws_node *at = parser->context->node; at != NULL; at = at->parent) {
        const nws_attribute *attribute = nws_node_is_element(at) ? at->properties : NULL;
        for (asked++; attribute != NULL; attribute = attribute->next)
            asked++;
    }
    return pay_texts(parser, count) && spend(parser, asked / PLACES_PER_STEP);
}

/* Values of two sets are compared each with each, of one with the other's. */
static bool pay_comparison(xmlXPathParserContext *parser, int count)
{
    if (count != 2 || parser->valueNr < 2)
        return true;
    const xmlXPathObject *left = *argument(parser, 2, 0), *right = *argument(parser, 2, 1);
    if (left->type == XPATH_BOOLEAN || right->type == XPATH_BOOLEAN)
        return true;
    uint64_t longest_left = 0, longest_right = 0;
    if ((left->type == XPATH_NODESET && !pay_set(parser, left, &longest_left)) ||
        (right->type == XPATH_NODESET && !pay_set(parser, right, &longest_right)) ||
        !spend(parser, (length_of(left) + length_of(right)) / BYTES_PER_STEP))
        return false;
    if (left->type != XPATH_NODESET || right->type != XPATH_NODESET)
        return true;
    const uint64_t alike = longest_left < longest_right ? longest_left : longest_right;
    const uint64_t pairs = (uint64_t)count_of(left) * count_of(right);
    return spend(parser, pairs / PAIRS_PER_STEP + pairs * (alike / BYTES_PER_STEP));
}

static bool pay_union(xmlXPathParserContext *parser, int count)
{
    return count != 2 || parser->valueNr < 2 ||
           spend(parser, (uint64_t)count_of(*argument(parser, 2, 0)) *
                             count_of(*argument(parser, 2, 1)) / PAIRS_PER_STEP);
}

/* --- the operators as functions --- */

static void push_truth(xmlXPathParserContext *parser, int truth)
{
    valuePush(parser, xmlXPathNewBoolean(truth));
}

static void call_equal(xmlXPathParserContext *parser, int count)
{
    (void)count;
    push_truth(parser, xmlXPathEqualValues(parser));
}

static void call_unequal(xmlXPathParserContext *parser, int count)
{
    (void)count;
    push_truth(parser, xmlXPathNotEqualValues(parser));
}

static void call_less(xmlXPathParserContext *parser, int count)
{
    (void)count;
    push_truth(parser, xmlXPathCompareValues(parser, 1, 1));
}

static void call_atmost(xmlXPathParserContext *parser, int count)
{
    (void)count;
    push_truth(parser, xmlXPathCompareValues(parser, 1, 0));
}

static void call_more(xmlXPathParserContext *parser, int count)
{
    (void)count;
    push_truth(parser, xmlXPathCompareValues(parser, 0, 1));
}

static void call_atleast(xmlXPathParserContext *parser, int count)
{
    (void)count;
    push_truth(parser, xmlXPathCompareValues(parser, 0, 0));
}

static void call_plus(xmlXPathParserContext *parser, int count)
{
    (void)count;
    xmlXPathAddValues(parser);
}

static void call_minus(xmlXPathParserContext *parser, int count)
{
    (void)count;
    xmlXPathSubValues(parser);
}

static void call_times(xmlXPathParserContext *parser, int count)
{
    (void)count;
    xmlXPathMultValues(parser);
}

static void call_div(xmlXPathParserContext *parser, int count)
{
    (void)count;
    xmlXPathDivValues(parser);
}

static void call_mod(xmlXPathParserContext *parser, int count)
{
    (void)count;
    xmlXPathModValues(parser);
}

static void call_negative(xmlXPathParserContext *parser, int count)
{
    (void)count;
    xmlXPathValueFlipSign(parser);
}

/* The sets on top of the stack: false, and an error, where one is none. */
static bool are_sets(xmlXPathParserContext *parser, int count)
{
    for (int i = 0; i < count; i++) {
        xmlXPathObject **at = argument(parser, count, i);
        if (at == NULL || (*at)->type != XPATH_NODESET) {
            xmlXPathErr(parser, XPATH_INVALID_TYPE);
            return false;
        }
    }
    return true;
}

static void call_union(xmlXPathParserContext *parser, int count)
{
    (void)count;
    if (!are_sets(parser, 2))
        return;
    xmlXPathObject *right = valuePop(parser);
    xmlNodeSet *both = xmlXPathNodeSetMerge(parser->value->nodesetval, right->nodesetval);
    if (both == NULL && right->nodesetval != NULL)
        xmlXPathErr(parser, XPATH_MEMORY_ERROR);
    else
        parser->value->nodesetval = both;
    xmlXPathFreeObject(right);
}

static bool add(xmlXPathParserContext *parser, xmlNodeSet *found, nws_node *node)
{
    if (!spend(parser, 1))
        return false;
    if (xmlXPathNodeSetAddUnique(found, node) == 0)
        return true;
    xmlXPathErr(parser, XPATH_MEMORY_ERROR);
    return false;
}

static bool is_within(const nws_node *node)
{
    return node->type != XML_DTD_NODE && node->type != XML_DOCUMENT_FRAG_NODE;
}

/* The nodes of a set with all that is in them, each once: what "//" steps from. A node of the set
 * that is met in another one's tree is the next one of the set, since both are in document order;
 * attributes stand between, and have nothing in them. */
static bool collect(xmlXPathParserContext *parser, const xmlNodeSet *from, xmlNodeSet *found)
{
    for (int i = 0; i < from->nodeNr; i++)
        if (from->nodeTab[i]->type == XML_ATTRIBUTE_NODE && !add(parser, found, from->nodeTab[i]))
            return false;
    int next = 0;
    while (next < from->nodeNr) {
        nws_node *top = from->nodeTab[next++];
        if (top->type == XML_ATTRIBUTE_NODE || top->type == XML_NAMESPACE_DECL)
            continue;
        for (nws_node *node = top; node != NULL; node = nws_node_following(top, node, false)) {
            while (next < from->nodeNr &&
                   (from->nodeTab[next] == node || from->nodeTab[next]->type == XML_ATTRIBUTE_NODE))
                next++;
            if (is_within(node) && !add(parser, found, node))
                return false;
        }
    }
    return true;
}

static void call_within(xmlXPathParserContext *parser, int count)
{
    (void)count;
    if (!are_sets(parser, 1))
        return;
    xmlXPathObject *from = valuePop(parser);
    xmlXPathObject *found = xmlXPathNewNodeSet(NULL);
    if (found == NULL || found->nodesetval == NULL) {
        xmlXPathErr(parser, XPATH_MEMORY_ERROR);
    } else if (from->nodesetval != NULL) {
        xmlXPathNodeSetSort(from->nodesetval);
        (void)collect(parser, from->nodesetval, found->nodesetval);
    }
    xmlXPathFreeObject(from);
    valuePush(parser, found);
}

/* --- which is which --- */

typedef struct function_row {
    const char *name;
    payment pay;
    xmlXPathFunction call;
} function_row;

/* https://www.w3.org/TR/1999/REC-xpath-19991116/#corelib, and what xpath_rewrite.c writes. */
static const function_row functions[] = {
    {"_atleast", pay_comparison, call_atleast},
    {"_atmost", pay_comparison, call_atmost},
    {"_div", pay_texts, call_div},
    {"_equal", pay_comparison, call_equal},
    {"_less", pay_comparison, call_less},
    {"_minus", pay_texts, call_minus},
    {"_mod", pay_texts, call_mod},
    {"_more", pay_comparison, call_more},
    {"_negative", pay_texts, call_negative},
    {"_plus", pay_texts, call_plus},
    {"_times", pay_texts, call_times},
    {"_unequal", pay_comparison, call_unequal},
    {"_union", pay_union, call_union},
    {"_within", pay_nothing, call_within},
    {"boolean", pay_nothing, xmlXPathBooleanFunction},
    {"ceiling", pay_texts, xmlXPathCeilingFunction},
    {"concat", pay_concat, xmlXPathConcatFunction},
    {"contains", pay_search, xmlXPathContainsFunction},
    {"count", pay_nothing, xmlXPathCountFunction},
    {"false", pay_nothing, xmlXPathFalseFunction},
    {"floor", pay_texts, xmlXPathFloorFunction},
    {"id", pay_ids, xmlXPathIdFunction},
    {"lang", pay_language, xmlXPathLangFunction},
    {"last", pay_nothing, xmlXPathLastFunction},
    {"local-name", pay_nothing, xmlXPathLocalNameFunction},
    {"name", pay_nothing, NULL}, /* libxml2 shows its own to nobody */
    {"namespace-uri", pay_nothing, xmlXPathNamespaceURIFunction},
    {"normalize-space", pay_texts, xmlXPathNormalizeFunction},
    {"not", pay_nothing, xmlXPathNotFunction},
    {"number", pay_texts, xmlXPathNumberFunction},
    {"position", pay_nothing, xmlXPathPositionFunction},
    {"round", pay_texts, xmlXPathRoundFunction},
    {"starts-with", pay_texts, xmlXPathStartsWithFunction},
    {"string", pay_texts, xmlXPathStringFunction},
    {"string-length", pay_texts, xmlXPathStringLengthFunction},
    {"substring", pay_texts, xmlXPathSubstringFunction},
    {"substring-after", pay_search, xmlXPathSubstringAfterFunction},
    {"substring-before", pay_search, xmlXPathSubstringBeforeFunction},
    {"sum", pay_all, xmlXPathSumFunction},
    {"translate", pay_translate, xmlXPathTranslateFunction},
    {"true", pay_nothing, xmlXPathTrueFunction},
};

static const function_row *find(const char *name)
{
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++)
        if (strcmp(name, functions[i].name) == 0)
            return &functions[i];
    return NULL;
}

/* libxml2 tells a function under which name it is called. */
static void run(xmlXPathParserContext *parser, int count)
{
    const function_row *row = find((const char *)parser->context->function);
    if (row != NULL && row->pay(parser, count))
        row->call(parser, count);
}

static void refuse_function(xmlXPathParserContext *parser, int count)
{
    (void)count;
    xmlXPathErr(parser, XPATH_UNKNOWN_FUNC_ERROR);
}

xmlXPathFunction nws_xpath_function(void *context, const xmlChar *name, const xmlChar *space)
{
    (void)context;
    const function_row *row = space == NULL ? find((const char *)name) : NULL;
    if (row == NULL)
        return refuse_function; /* NULL would have libxml2 look, and write to standard error */
    return row->pay == pay_nothing ? row->call : run;
}
