/* What the value of an attribute may be: an address, a number, a list, one of some words.
 *
 * Apart from attributes.c, which decides by names: here is what stands behind them. Every way of
 * putting a value right gives one that it would give again.
 */
#include "clean/cleaner.h"

#include "base/bounds.h"
#include "clean/language.h"
#include "clean/url.h"

/* --- numbers --- */

/* The leading integer of "120", "120px", "-3", "12.5"; data NULL when there is none or it is a
 * percentage. */
static nws_view number_of(nws_view value)
{
    value = nws_view_trim(value);
    size_t digits = value.length > 0 && value.data[0] == '-' ? 1 : 0, end = digits;
    while (end < value.length && nws_is_digit((unsigned char)value.data[end]))
        end++;
    nws_view rest = nws_view_slice(value, end, value.length);
    if (end == digits || end > 10 ||
        (rest.length > 0 && rest.data[0] != '.' && !nws_view_equal_nocase(rest, NWS_VIEW("px"))) ||
        memchr(value.data, '%', value.length) != NULL)
        return NWS_VIEW_NONE;
    return nws_view_slice(value, 0, end);
}

nws_status nws_attributes_number(nws_arena *arena, nws_view value, nws_view *number)
{
    *number = NWS_VIEW_NONE;
    NWS_TRY(nws_value_scrub(arena, &value));
    *number = number_of(value);
    return NWS_OK;
}

/* --- the parts of one cleaning --- */

/* An attribute on its way through the rules. */
typedef struct subject {
    nws_cleaner *cleaner;
    const nws_node *element;
    const nws_attribute *attribute;
    const nws_policy_rules *rules; /* NULL: none */
    nws_tag tag;
    nws_attr id;
    nws_holds holds;
    nws_view name;
    nws_view value;
    nws_rule rule; /* why it would go */
    bool keep;
    bool rewritten; /* in a way that is on record, by rule */
} subject;

static const nws_policy_rule *find(const subject *of, nws_demand demand)
{
    return of->rules == NULL ? NULL : nws_rules_find(of->rules, of->tag, of->id, of->name, demand);
}

static void refuse(subject *of, nws_rule rule)
{
    of->keep = false;
    of->rule = rule;
}

static void rewrite(subject *of, nws_view value, nws_rule rule)
{
    of->value = value;
    of->rule = rule;
    of->rewritten = true;
}

/* What is left of a list, of which rule took some or not. */
static void take_rest(subject *of, nws_view rest, bool lost, nws_rule rule)
{
    if (rest.length == 0)
        refuse(of, rule);
    else if (lost)
        rewrite(of, rest, rule);
    else
        of->value = rest;
}

/* text behind the first length bytes of data, which has room; how many there are then. */
static size_t put(char *data, size_t length, nws_view text)
{
    memcpy(data + length, text.data, text.length);
    return length + text.length;
}

/* --- addresses --- */

nws_status nws_attributes_address(nws_cleaner *cleaner, nws_view value, nws_view *url)
{
    NWS_TRY(nws_value_scrub(cleaner->arena, &value));
    *url = nws_url_strip(cleaner->arena, value);
    if (url->data == NULL)
        return NWS_E_MEMORY;
    if (cleaner->base.length == 0 ||
        (nws_url_scheme(*url) & (NWS_SCHEME_RELATIVE | NWS_SCHEME_NETWORK)) == 0)
        return NWS_OK;
    return nws_url_resolve(cleaner->arena, cleaner->base, *url, url);
}

/* NWS_RULE_COUNT when the policy lets url stay, else the rule that it breaks. */
static nws_rule judge_url(const subject *of, nws_view url, uint64_t schemes)
{
    const nws_policy_rule *own = find(of, NWS_DEMAND_SCHEMES);
    const uint64_t scheme = nws_policy_scheme(of->cleaner->policy, url);
    if ((scheme & (own == NULL ? schemes : own->schemes)) == 0 ||
        (scheme == NWS_SCHEME_DATA_IMAGE && url.length > NWS_MAX_DATA_URL))
        return NWS_RULE_POLICY_URL;
    const nws_policy_rule *hosts = find(of, NWS_DEMAND_HOSTS);
    /* A frame without a list of hosts is below the floor, and may come from a policy that nobody
     * checked. */
    const bool fits = hosts == NULL ? of->tag != NWS_TAG_IFRAME : nws_rules_host(hosts->names, url);
    return fits ? NWS_RULE_COUNT : NWS_RULE_POLICY_HOST;
}

/* prefix before name, unless it is there. data NULL: no memory. */
static nws_view with_prefix(nws_arena *arena, nws_view prefix, nws_view name)
{
    if (name.length == 0 || nws_view_starts(name, prefix))
        return name;
    char *data = nws_arena_alloc(arena, prefix.length + name.length);
    if (data == NULL)
        return NWS_VIEW_NONE;
    return nws_view_of(data, put(data, put(data, 0, prefix), name));
}

/* "#name" in a text whose ids all get a prefix. "#" and "#top" lead to its beginning whatever ids
 * there are, and what begins with ":~:" names no id.
 * https://html.spec.whatwg.org/multipage/browsing-the-web.html#scrolling-to-a-fragment */
static nws_status prefix_fragment(subject *of, nws_view url)
{
    const nws_view name = nws_view_slice(url, 1, url.length);
    of->value = url;
    if (name.length == 0 || nws_view_equal_nocase(name, NWS_VIEW("top")) ||
        nws_view_starts(name, NWS_VIEW(":~:")) || nws_view_starts(name, of->rules->id_prefix))
        return NWS_OK;
    const nws_view prefix = of->rules->id_prefix;
    char *data = nws_arena_alloc(of->cleaner->arena, prefix.length + url.length);
    if (data == NULL)
        return NWS_E_MEMORY;
    data[0] = '#';
    rewrite(of, nws_view_of(data, put(data, put(data, 1, prefix), name)), NWS_RULE_POLICY_ID);
    return NWS_OK;
}

/* An address as a browser would take it, its scheme and host allowed. */
static nws_status clean_url(subject *of, uint64_t schemes)
{
    nws_view url;
    if (NWS_UNLIKELY(of->rules != NULL) && of->rules->id_prefix.data != NULL) {
        url = nws_url_strip(of->cleaner->arena, of->value);
        if (url.data == NULL)
            return NWS_E_MEMORY;
        if (url.length > 0 && url.data[0] == '#') { /* stays on this page: not resolved */
            const nws_rule broken = judge_url(of, url, schemes);
            if (broken == NWS_RULE_COUNT)
                return prefix_fragment(of, url);
            refuse(of, broken);
            return NWS_OK;
        }
    }
    NWS_TRY(nws_attributes_address(of->cleaner, of->value, &url));
    const nws_rule broken = judge_url(of, url, schemes);
    if (broken != NWS_RULE_COUNT)
        refuse(of, broken);
    of->value = url;
    return NWS_OK;
}

static nws_status clean_image_url(subject *of)
{
    if (nws_view_trim(of->value).length == 0) { /* no picture; not the one at the base */
        of->value = NWS_VIEW("");
        const nws_rule broken = judge_url(of, of->value, of->cleaner->policy->image_schemes);
        if (broken != NWS_RULE_COUNT || (of->cleaner->policy->repairs & NWS_REPAIR_EMPTY) != 0)
            refuse(of, NWS_RULE_POLICY_URL);
        return NWS_OK;
    }
    NWS_TRY(clean_url(of, of->cleaner->policy->image_schemes));
    if (of->value.length == 0)
        refuse(of, NWS_RULE_POLICY_URL);
    return NWS_OK;
}

/* Whether an entry of a srcset may stay: its address allowed and such that it ends where it seems
 * to, its descriptor one that a browser understands. */
static bool is_entry(subject *of, const nws_candidate *entry, nws_view url)
{
    return entry->score != 0 && url.length > 0 && url.data[0] != ',' &&
           url.data[url.length - 1] != ',' && !nws_view_has_space(url) &&
           judge_url(of, url, of->cleaner->policy->image_schemes) == NWS_RULE_COUNT;
}

/* Entry by entry: one that is refused goes, the others stay, written as "url 2x, url". */
static nws_status clean_srcset(subject *of)
{
    nws_cleaner *cleaner = of->cleaner;
    nws_candidate entry;
    size_t length = 0, room = of->value.length + 64;
    char *data = nws_arena_alloc(cleaner->arena, room);
    bool lost = false;
    if (data == NULL)
        return NWS_E_MEMORY;
    for (nws_view rest = of->value; nws_url_candidate(&rest, &entry);) {
        nws_view url;
        NWS_TRY(nws_attributes_address(cleaner, entry.url, &url));
        if (!is_entry(of, &entry, url)) {
            lost = true;
            continue;
        }
        const size_t more = url.length + entry.descriptor.length + 3;
        if (more > room - length) {
            const size_t larger = (length + more) * 2;
            data = nws_arena_extend(cleaner->arena, data, room, larger);
            if (data == NULL)
                return NWS_E_MEMORY;
            room = larger;
        }
        if (length > 0)
            length = put(data, length, NWS_VIEW(", "));
        length = put(data, length, url);
        if (entry.descriptor.length > 0) {
            data[length++] = ' ';
            length = put(data, length, entry.descriptor);
        }
    }
    take_rest(of, nws_view_of(data, length), lost, NWS_RULE_POLICY_URL);
    return NWS_OK;
}

/* --- words --- */

/* The words that are in names, joined by blanks. */
static nws_status filter_words(subject *of, nws_names names)
{
    char *data = nws_arena_alloc(of->cleaner->arena, of->value.length + 1);
    size_t length = 0;
    bool lost = false;
    nws_view word, rest = of->value;
    if (data == NULL)
        return NWS_E_MEMORY;
    while ((word = nws_view_word(&rest)).length > 0) {
        if (nws_names_find(names, word) < 0) {
            lost = true;
            continue;
        }
        if (length > 0)
            data[length++] = ' ';
        length = put(data, length, word);
    }
    take_rest(of, nws_view_of(data, length), lost, NWS_RULE_POLICY_CLASS);
    return NWS_OK;
}

/* --- ids, and what refers to them --- */

typedef enum id_use { NO_ID, ONE_ID, IDS } id_use;

/* https://html.spec.whatwg.org/multipage/indices.html#attributes-3 and
 * https://www.w3.org/TR/wai-aria-1.2/#typemapping for the types "ID" and "ID reference list" */
static id_use use_of(nws_attr id, nws_view name)
{
    static const nws_view lists[] = {
        {"aria-activedescendant", 21}, {"aria-controls", 13},     {"aria-describedby", 16},
        {"aria-details", 12},          {"aria-errormessage", 17}, {"aria-flowto", 11},
        {"aria-labelledby", 15},       {"aria-owns", 9},
    };
    switch (id) {
    case NWS_ATTR_ID:
    case NWS_ATTR_NAME:
    case NWS_ATTR_LIST: return ONE_ID;
    case NWS_ATTR_FOR:
    case NWS_ATTR_HEADERS:
    case NWS_ATTR_ITEMREF: return IDS;
    case NWS_ATTR_UNKNOWN: break;
    default: return NO_ID;
    }
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        if (nws_view_equal(name, lists[i]))
            return IDS;
    return NO_ID;
}

static nws_status prefix_words(subject *of, nws_view prefix)
{
    size_t words = 0, length = 0;
    nws_view word;
    for (nws_view rest = of->value; nws_view_word(&rest).length > 0;)
        words++;
    char *data = nws_arena_alloc(of->cleaner->arena, of->value.length + words * prefix.length + 1);
    if (data == NULL)
        return NWS_E_MEMORY;
    for (nws_view rest = of->value; (word = nws_view_word(&rest)).length > 0;) {
        if (length > 0)
            data[length++] = ' ';
        if (!nws_view_starts(word, prefix))
            length = put(data, length, prefix);
        length = put(data, length, word);
    }
    const nws_view value = nws_view_of(data, length);
    if (!nws_view_equal(value, of->value))
        rewrite(of, value, NWS_RULE_POLICY_ID);
    return NWS_OK;
}

static nws_status prefix_ids(subject *of)
{
    const nws_view prefix = of->rules->id_prefix;
    const id_use use = use_of(of->id, of->name);
    if (use == NO_ID)
        return NWS_OK;
    if (use == IDS)
        return prefix_words(of, prefix);
    const nws_view value = with_prefix(of->cleaner->arena, prefix, of->value);
    if (value.data == NULL)
        return NWS_E_MEMORY;
    if (value.data != of->value.data)
        rewrite(of, value, NWS_RULE_POLICY_ID);
    return NWS_OK;
}

/* --- styles --- */

/* A declaration that does not stay, or not all of it, is on record with its own text. */
static nws_status note_style(void *context, nws_css_loss loss, nws_view declaration)
{
    const subject *of = context;
    nws_attribute part = *of->attribute;
    nws_attribute_set(&part, NWS_ATTR_STYLE, declaration);
    return nws_clean_record(of->cleaner, NWS_RULE_POLICY_STYLE,
                            loss == NWS_CSS_REFUSED ? NWS_AUDIT_DROPPED : NWS_AUDIT_REWRITTEN,
                            of->element, &part);
}

static nws_status clean_style(subject *of)
{
    const nws_css_set *styles = &of->cleaner->policy->styles;
    const nws_css_listener listener = {note_style, of};
    const nws_view value = of->value;
    NWS_TRY(nws_css_clean(of->cleaner->arena, styles, value, NULL, &of->value));
    if (of->value.length == 0)
        refuse(of, NWS_RULE_POLICY_STYLE); /* one row for all that was in it */
    else if (of->value.data != value.data && of->cleaner->audit != NULL)
        return nws_css_clean(of->cleaner->arena, styles, value, &listener, &of->value);
    return NWS_OK;
}

/* --- all together --- */

static nws_status clean_by_kind(subject *of)
{
    const nws_policy *policy = of->cleaner->policy;
    of->rule = NWS_RULE_POLICY_ATTRIBUTE;
    switch (of->holds) {
    case NWS_HOLDS_TEXT: break;
    case NWS_HOLDS_LINK:
        return clean_url(of, policy->link_schemes & ~(uint64_t)NWS_SCHEME_DATA_IMAGE);
    case NWS_HOLDS_IMAGE: return clean_image_url(of);
    case NWS_HOLDS_SRCSET: return clean_srcset(of);
    case NWS_HOLDS_NUMBER:
        of->value = number_of(of->value);
        of->keep = of->value.data != NULL;
        break;
    case NWS_HOLDS_FLAG: of->value = NWS_VIEW(""); break;
    case NWS_HOLDS_STYLE: return clean_style(of);
    }
    return NWS_OK;
}

/* What only some policies ask. */
static nws_status clean_by_rules(subject *of)
{
    const nws_policy_rule *values = find(of, NWS_DEMAND_VALUES);
    if (values != NULL && !nws_names_has(values->names, of->value)) {
        refuse(of, NWS_RULE_POLICY_VALUE);
        return NWS_OK;
    }
    const nws_policy_rule *words = find(of, NWS_DEMAND_WORDS);
    if (words != NULL)
        NWS_TRY(filter_words(of, words->names));
    return of->keep && of->rules->id_prefix.data != NULL ? prefix_ids(of) : NWS_OK;
}

static nws_status clean_value(subject *of)
{
    of->keep = true;
    NWS_TRY(nws_value_scrub(of->cleaner->arena, &of->value)); /* before the scheme is looked at */
    NWS_TRY(clean_by_kind(of));
    return of->keep && of->rules != NULL ? clean_by_rules(of) : NWS_OK;
}

/* The callback's answer, judged as if the source had held it. */
static nws_status ask(subject *of)
{
    const nws_judge *judge = &of->cleaner->options->judge;
    nws_view answer = NWS_VIEW_NONE;
    if (judge->ask != NULL)
        NWS_TRY(judge->ask(judge->context, nws_tag_name(of->tag), of->name, of->value,
                           of->cleaner->arena, &answer));
    if (answer.data == NULL) {
        refuse(of, NWS_RULE_CALLBACK);
    } else if (!nws_view_equal(answer, of->value)) {
        of->value = answer;
        NWS_TRY(clean_value(of));
        if (of->keep)
            rewrite(of, of->value, NWS_RULE_CALLBACK);
    }
    return NWS_OK;
}

/* What most attributes are, under most policies: a text, a number or a flag that no rule is about.
 */
static nws_status clean_plain(nws_cleaner *cleaner, nws_attribute *attribute, nws_holds holds,
                              nws_verdict *verdict)
{
    nws_view value = nws_attribute_value(attribute);
    NWS_TRY(nws_value_scrub(cleaner->arena, &value));
    if (holds == NWS_HOLDS_NUMBER)
        value = number_of(value);
    else if (holds == NWS_HOLDS_FLAG)
        value = NWS_VIEW("");
    verdict->keep = value.data != NULL;
    verdict->rule = NWS_RULE_POLICY_ATTRIBUTE;
    if (verdict->keep)
        nws_attribute_set(attribute, nws_attribute_id(attribute), value);
    return NWS_OK;
}

nws_status nws_value_clean(nws_cleaner *cleaner, const nws_node *element, nws_attribute *attribute,
                           nws_verdict *verdict)
{
    const nws_attr id = nws_attribute_id(attribute);
    const nws_holds holds = nws_policy_holds(id);
    if (cleaner->policy->rules == NULL && holds != NWS_HOLDS_LINK && holds != NWS_HOLDS_IMAGE &&
        holds != NWS_HOLDS_SRCSET && holds != NWS_HOLDS_STYLE)
        return clean_plain(cleaner, attribute, holds, verdict);
    subject of = {.cleaner = cleaner,
                  .element = element,
                  .attribute = attribute,
                  .rules = cleaner->policy->rules,
                  .tag = nws_node_tag(element),
                  .id = id,
                  .holds = holds,
                  .value = nws_attribute_value(attribute)};
    if (NWS_UNLIKELY(of.rules != NULL))
        of.name = nws_attribute_name(attribute);
    NWS_TRY(clean_value(&of));
    if (of.keep && NWS_UNLIKELY(of.rules != NULL) && of.rules->asks)
        NWS_TRY(ask(&of));
    verdict->keep = of.keep;
    verdict->rule = (uint8_t)of.rule;
    if (!of.keep)
        return NWS_OK;
    if (of.rewritten)
        NWS_TRY(nws_clean_record(cleaner, of.rule, NWS_AUDIT_REWRITTEN, element, attribute));
    nws_attribute_set(attribute, id, of.value);
    return NWS_OK;
}

nws_status nws_value_language(nws_cleaner *cleaner, const nws_node *element,
                              nws_attribute *attribute, nws_verdict *verdict)
{
    const nws_view prefix = NWS_VIEW("language-"), value = nws_attribute_value(attribute);
    const nws_view name = nws_language_named(value);
    verdict->keep = name.length > 0;
    verdict->rule = NWS_RULE_POLICY_ATTRIBUTE;
    if (!verdict->keep ||
        (name.length + prefix.length == value.length && nws_view_starts(value, prefix)))
        return NWS_OK;
    const nws_view class = with_prefix(cleaner->arena, prefix, name);
    if (class.data == NULL)
        return NWS_E_MEMORY;
    NWS_TRY(nws_clean_record(cleaner, NWS_RULE_LANGUAGE, NWS_AUDIT_REWRITTEN, element, attribute));
    nws_attribute_set(attribute, NWS_ATTR_CLASS, class);
    return NWS_OK;
}
