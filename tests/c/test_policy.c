/* Policies: what the presets keep, what no policy may, and the fingerprint. */
#include "clean/policy.h"
#include "clean/stable.h"
#include "harness.h"

static void allow(nws_policy *policy, nws_tag tag, nws_attr attr)
{
    policy->by_tag[tag][(unsigned)attr / 64u] |= (uint64_t)1 << ((unsigned)attr % 64u);
}

static void test_presets(void)
{
    nws_policy policy;
    nws_error error;
    for (unsigned preset = 0; preset < NWS_PRESET_COUNT; preset++) {
        nws_policy_preset(&policy, (nws_preset)preset);
        if (!CHECK(nws_policy_check(&policy, &error) == NWS_OK))
            fprintf(stderr, "  preset %u: %s\n", preset, error.message);
        CHECK(policy.actions[NWS_TAG_SCRIPT] == NWS_ACTION_DROP);
        CHECK(policy.actions[NWS_TAG_UNKNOWN] == NWS_ACTION_UNWRAP);
    }
    nws_policy_preset(&policy, NWS_PRESET_TEXT);
    for (unsigned tag = 0; tag < NWS_TAG_COUNT; tag++)
        CHECK(policy.actions[tag] == NWS_ACTION_UNWRAP || policy.actions[tag] == NWS_ACTION_DROP);
    nws_policy_preset(&policy, NWS_PRESET_ARTICLE);
    CHECK(nws_policy_allows(&policy, NWS_TAG_IMG, NWS_ATTR_SRC));
    CHECK(nws_policy_allows(&policy, NWS_TAG_P, NWS_ATTR_LANG));
    CHECK(!nws_policy_allows(&policy, NWS_TAG_P, NWS_ATTR_SRC));
    CHECK(!nws_policy_allows(&policy, NWS_TAG_P, NWS_ATTR_CLASS));
    nws_policy_preset(&policy, NWS_PRESET_STRICT);
    CHECK(policy.link_schemes == NWS_SCHEME_HTTPS && policy.image_schemes == 0);
}

static void test_floor(void)
{
    static const nws_tag never[] = {
        NWS_TAG_SCRIPT,   NWS_TAG_STYLE,   NWS_TAG_SVG,       NWS_TAG_MATH,     NWS_TAG_TEMPLATE,
        NWS_TAG_SELECT,   NWS_TAG_OPTION,  NWS_TAG_OPTGROUP,  NWS_TAG_DATALIST, NWS_TAG_BUTTON,
        NWS_TAG_FORM,     NWS_TAG_OBJECT,  NWS_TAG_APPLET,    NWS_TAG_MARQUEE,  NWS_TAG_FRAMESET,
        NWS_TAG_NOBR,     NWS_TAG_IMAGE,   NWS_TAG_PLAINTEXT, NWS_TAG_XMP,      NWS_TAG_LISTING,
        NWS_TAG_TEXTAREA, NWS_TAG_TITLE,   NWS_TAG_NOSCRIPT,  NWS_TAG_NOEMBED,  NWS_TAG_NOFRAMES,
        NWS_TAG_HTML,     NWS_TAG_HEAD,    NWS_TAG_BODY,      NWS_TAG_BASE,     NWS_TAG_META,
        NWS_TAG_LINK,     NWS_TAG_UNKNOWN, NWS_TAG_EMBED,     NWS_TAG_RTC};
    nws_policy policy;
    for (size_t i = 0; i < sizeof never / sizeof never[0]; i++) {
        CHECK(!nws_policy_may_keep(never[i]));
        nws_policy_preset(&policy, NWS_PRESET_ARTICLE);
        policy.actions[never[i]] = NWS_ACTION_KEEP;
        CHECK(nws_policy_check(&policy, NULL) == NWS_E_POLICY);
    }
    CHECK(!nws_policy_may_allow(NWS_TAG_P, NWS_ATTR_SRCDOC));
    CHECK(!nws_policy_may_allow(NWS_TAG_P, NWS_ATTR_SANDBOX));
    CHECK(nws_policy_may_allow(NWS_TAG_IFRAME, NWS_ATTR_SANDBOX));
    CHECK(!nws_policy_may_allow(NWS_TAG_P, NWS_ATTR_FORMACTION));
    CHECK(!nws_policy_may_allow(NWS_TAG_P, NWS_ATTR_IS));
    CHECK(!nws_policy_may_allow(NWS_TAG_P, NWS_ATTR_HREF));
    CHECK(!nws_policy_may_allow(NWS_TAG_P, NWS_ATTR_UNKNOWN));
    CHECK(nws_policy_may_allow(NWS_TAG_A, NWS_ATTR_HREF));
}

static nws_status check(const nws_policy *policy, const char *code)
{
    nws_error error;
    nws_status status = nws_policy_check(policy, &error);
    CHECK(status == NWS_E_POLICY && strcmp(error.code, code) == 0 && error.message[0] != '\0');
    return status;
}

static void test_conflicts(void)
{
    nws_policy policy;
    nws_policy_preset(&policy, NWS_PRESET_ARTICLE);
    policy.actions[NWS_TAG_IFRAME] = NWS_ACTION_KEEP;
    CHECK(check(&policy, "unsafe_tag") == NWS_E_POLICY);
    nws_policy_preset(&policy, NWS_PRESET_ARTICLE);
    nws_css_add(&policy.styles, NWS_CSS_COLOR);
    CHECK(check(&policy, "conflict") == NWS_E_POLICY);
    allow(&policy, NWS_TAG_P, NWS_ATTR_STYLE);
    CHECK(nws_policy_check(&policy, NULL) == NWS_OK);
    policy.styles = (nws_css_set){{0}};
    CHECK(check(&policy, "conflict") == NWS_E_POLICY);
    nws_policy_preset(&policy, NWS_PRESET_ARTICLE);
    policy.actions[NWS_TAG_TBODY] = NWS_ACTION_UNWRAP;
    CHECK(check(&policy, "conflict") == NWS_E_POLICY);
    nws_policy_preset(&policy, NWS_PRESET_ARTICLE);
    policy.actions[NWS_TAG_LI] = NWS_ACTION_DROP;
    CHECK(check(&policy, "conflict") == NWS_E_POLICY);
    nws_policy_preset(&policy, NWS_PRESET_ARTICLE);
    policy.renames[NWS_TAG_FORM] = NWS_TAG_BUTTON;
    CHECK(check(&policy, "bad_rename") == NWS_E_POLICY);
    nws_policy_preset(&policy, NWS_PRESET_ARTICLE);
    policy.actions[NWS_TAG_P] = 9;
    CHECK(check(&policy, "bad_action") == NWS_E_POLICY);
    nws_policy_preset(&policy, NWS_PRESET_ARTICLE);
    allow(&policy, NWS_TAG_DIV, NWS_ATTR_SRC);
    CHECK(check(&policy, "unsafe_attribute") == NWS_E_POLICY);
    nws_policy_preset(&policy, NWS_PRESET_ARTICLE);
    policy.any_tag[NWS_ATTR_HREF / 64] |= (uint64_t)1 << NWS_ATTR_HREF % 64;
    CHECK(check(&policy, "unsafe_attribute") == NWS_E_POLICY);
}

/* Each whole without each of its parts, and each part without what it stands in. */
static void test_parts(void)
{
    static const nws_tag pairs[][2] = {
        {NWS_TAG_UL, NWS_TAG_LI},    {NWS_TAG_OL, NWS_TAG_LI},       {NWS_TAG_MENU, NWS_TAG_LI},
        {NWS_TAG_LI, NWS_TAG_UL},    {NWS_TAG_DL, NWS_TAG_DT},       {NWS_TAG_DL, NWS_TAG_DD},
        {NWS_TAG_DT, NWS_TAG_DL},    {NWS_TAG_DD, NWS_TAG_DL},       {NWS_TAG_TABLE, NWS_TAG_TBODY},
        {NWS_TAG_TABLE, NWS_TAG_TR}, {NWS_TAG_COL, NWS_TAG_COLGROUP}};
    static const nws_tag all[] = {NWS_TAG_UL,      NWS_TAG_OL, NWS_TAG_MENU, NWS_TAG_LI,
                                  NWS_TAG_DL,      NWS_TAG_DT, NWS_TAG_DD,   NWS_TAG_TABLE,
                                  NWS_TAG_TBODY,   NWS_TAG_TR, NWS_TAG_TD,   NWS_TAG_COL,
                                  NWS_TAG_COLGROUP};
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        nws_policy policy;
        nws_error error;
        nws_policy_preset(&policy, NWS_PRESET_WIDE);
        /* what else would lack something goes */
        for (size_t j = 0; j < sizeof all / sizeof all[0]; j++) {
            const bool table =
                pairs[i][0] == NWS_TAG_TABLE &&
                (all[j] == NWS_TAG_TBODY || all[j] == NWS_TAG_TR || all[j] == NWS_TAG_TD);
            const bool list =
                pairs[i][0] == NWS_TAG_DL && (all[j] == NWS_TAG_DT || all[j] == NWS_TAG_DD);
            if (all[j] != pairs[i][0] && !((table || list) && all[j] != pairs[i][1]))
                policy.actions[all[j]] = NWS_ACTION_UNWRAP;
        }
        for (unsigned tag = 0; tag < NWS_TAG_COUNT; tag++)
            if (policy.actions[tag] == NWS_ACTION_RENAME)
                policy.actions[tag] = NWS_ACTION_UNWRAP;
        CHECK(nws_policy_check(&policy, &error) == NWS_E_POLICY);
        char message[64];
        snprintf(message, sizeof message, "%s is kept without %s", nws_tag_names[pairs[i][0]],
                 nws_tag_names[pairs[i][1]]);
        if (!CHECK(strcmp(error.message, message) == 0))
            fprintf(stderr, "  wanted %s, got %s\n", message, error.message);
    }
}

/* One rule at a time, each with the code of its refusal; NULL: none. */
static void test_rules(void)
{
#define HOSTS(text) {(const nws_view[]){{text, sizeof text - 1}}, 1}
    const struct {
        nws_policy_rule rule;
        const char *code;
    } cases[] = {
        {{NWS_TAG_A, NWS_ATTR_HREF, NWS_DEMAND_HOSTS, {"", 0}, HOSTS("a.example"), 0}, NULL},
        {{NWS_TAG_A, NWS_ATTR_HREF, NWS_DEMAND_HOSTS, {"", 0}, HOSTS("*.a.example"), 0}, NULL},
        {{NWS_TAG_A, NWS_ATTR_HREF, NWS_DEMAND_HOSTS, {"", 0}, HOSTS("\xE4\xB8\xAD.example"), 0},
         NULL},
        {{NWS_TAG_A, NWS_ATTR_HREF, NWS_DEMAND_HOSTS, {"", 0}, HOSTS("A.example"), 0}, "bad_host"},
        {{NWS_TAG_A, NWS_ATTR_HREF, NWS_DEMAND_HOSTS, {"", 0}, HOSTS("a.example:80"), 0},
         "bad_host"},
        {{NWS_TAG_A, NWS_ATTR_HREF, NWS_DEMAND_HOSTS, {"", 0}, HOSTS("http://a"), 0}, "bad_host"},
        {{NWS_TAG_A, NWS_ATTR_HREF, NWS_DEMAND_HOSTS, {"", 0}, HOSTS("a/b"), 0}, "bad_host"},
        {{NWS_TAG_A, NWS_ATTR_HREF, NWS_DEMAND_HOSTS, {"", 0}, HOSTS("*"), 0}, "bad_host"},
        {{NWS_TAG_A, NWS_ATTR_HREF, NWS_DEMAND_HOSTS, {"", 0}, HOSTS("u@a"), 0}, "bad_host"},
        {{NWS_TAG_A, NWS_ATTR_HREF, NWS_DEMAND_HOSTS, {"", 0}, HOSTS("a%2eb"), 0}, "bad_host"},
        {{NWS_TAG_A, NWS_ATTR_TITLE, NWS_DEMAND_HOSTS, {"", 0}, HOSTS("a"), 0}, "bad_rule"},
        {{NWS_TAG_A, NWS_ATTR_CLASS, NWS_DEMAND_WORDS, {"", 0}, HOSTS("a"), 0}, "conflict"},
        {{NWS_TAG_A, NWS_ATTR_TITLE, NWS_DEMAND_WORDS, {"", 0}, HOSTS("a"), 0}, "bad_rule"},
        {{NWS_TAG_A, NWS_ATTR_TITLE, NWS_DEMAND_VALUES, {"", 0}, HOSTS("a b"), 0}, NULL},
        {{NWS_TAG_A, NWS_ATTR_HREF, NWS_DEMAND_SCHEMES, {"", 0}, {NULL, 0}, NWS_SCHEME_DATA_IMAGE},
         "unsafe_scheme"},
        {{NWS_TAG_IMG, NWS_ATTR_SRC, NWS_DEMAND_SCHEMES, {"", 0}, {NULL, 0}, NWS_SCHEME_DATA_IMAGE},
         NULL},
        {{NWS_TAG_P, NWS_ATTR_SRC, NWS_DEMAND_SCHEMES, {"", 0}, {NULL, 0}, 0}, "conflict"},
        {{NWS_TAG_A, 0, NWS_DEMAND_GRANT, {"v-1", 3}, {NULL, 0}, 0}, NULL},
        {{NWS_TAG_A, 0, NWS_DEMAND_GRANT, {"onx", 3}, {NULL, 0}, 0}, "unsafe_attribute"},
        {{NWS_TAG_A, NWS_ATTR_TITLE, NWS_DEMAND_GRANT, {"", 0}, {NULL, 0}, 0}, "unsafe_attribute"},
        {{NWS_TAG_A, NWS_ATTR_TITLE, NWS_DEMAND_GRANT, {"x", 1}, {NULL, 0}, 0}, "bad_rule"},
        {{NWS_TAG_COUNT, NWS_ATTR_TITLE, NWS_DEMAND_VALUES, {"", 0}, {NULL, 0}, 0}, "bad_rule"},
        {{NWS_TAG_A, NWS_ATTR_TITLE, NWS_DEMAND_COUNT, {"", 0}, {NULL, 0}, 0}, "bad_rule"},
        {{NWS_TAG_A, NWS_ATTR_TARGET, NWS_DEMAND_SET, {"", 0}, HOSTS("_top"), 0}, NULL},
        {{NWS_TAG_A, NWS_ATTR_HREF, NWS_DEMAND_SET, {"", 0}, HOSTS("javascript:x"), 0},
         "unsafe_value"},
        {{NWS_TAG_A, NWS_ATTR_TITLE, NWS_DEMAND_SET, {"", 0}, HOSTS("\x01"), 0}, "unsafe_value"},
        {{NWS_TAG_A, NWS_ATTR_SRCDOC, NWS_DEMAND_SET, {"", 0}, HOSTS("x"), 0}, "unsafe_attribute"},
        {{NWS_TAG_A, NWS_ATTR_REL, NWS_DEMAND_SET, {"", 0}, HOSTS("x"), 0}, "conflict"},
        {{NWS_TAG_VIDEO, NWS_ATTR_TITLE, NWS_DEMAND_SET, {"", 0}, HOSTS("x"), 0}, "conflict"},
        {{0, NWS_ATTR_TITLE, NWS_DEMAND_SET, {"", 0}, HOSTS("x"), 0}, "conflict"},
    };
#undef HOSTS
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const nws_policy_rules rules = {.items = &cases[i].rule, .count = 1};
        nws_policy policy;
        nws_policy_preset(&policy, NWS_PRESET_ARTICLE);
        policy.rules = &rules;
        nws_error error = {.code = NULL};
        const nws_status status = nws_policy_check(&policy, &error);
        if (!CHECK(cases[i].code == NULL
                       ? status == NWS_OK
                       : status == NWS_E_POLICY && strcmp(error.code, cases[i].code) == 0))
            fprintf(stderr, "  %zu: %s\n", i, error.code == NULL ? "" : error.code);
    }
}

static void check_texts(nws_policy_rules rules, const char *code)
{
    nws_policy policy;
    nws_policy_preset(&policy, NWS_PRESET_ARTICLE);
    policy.rules = &rules;
    if (code == NULL)
        CHECK(nws_policy_check(&policy, NULL) == NWS_OK);
    else
        CHECK(check(&policy, code) == NWS_E_POLICY);
}

static void test_texts(void)
{
    static const nws_view names[] = {{"aria-", 5}, {"aria", 4},  {"on-", 3},  {"-", 1},
                                     {"xmpp", 4},  {"Xmpp", 4},  {"data", 4}, {"jscript", 7},
                                     {"a b", 3},   {"ms-its", 6}};
    check_texts((nws_policy_rules){.prefixes = {&names[0], 1}}, NULL);
    for (unsigned i = 1; i < 4; i++)
        check_texts((nws_policy_rules){.prefixes = {&names[i], 1}}, "unsafe_prefix");
    check_texts((nws_policy_rules){.schemes = {&names[4], 1}}, NULL);
    for (unsigned i = 5; i < 10; i++)
        check_texts((nws_policy_rules){.schemes = {&names[i], 1}}, "unsafe_scheme");
    check_texts((nws_policy_rules){.id_prefix = {"a-", 2}}, NULL);
    check_texts((nws_policy_rules){.id_prefix = {"1", 1}}, "bad_value");
    check_texts((nws_policy_rules){.id_prefix = {"a b", 3}}, "bad_value");
    check_texts((nws_policy_rules){.link_target = {"_blank", 6}}, NULL);
    check_texts((nws_policy_rules){.link_target = {"news", 4}}, NULL);
    check_texts((nws_policy_rules){.link_target = {"_x", 2}}, "bad_value");
    check_texts((nws_policy_rules){.base_url = {"https://h/x", 11}}, NULL);
    check_texts((nws_policy_rules){.base_url = {"ftp://h/", 8}}, "bad_value");
    check_texts((nws_policy_rules){.base_url = {"/x", 2}}, "bad_value");
    check_texts((nws_policy_rules){.open = {1}}, "unsafe_attribute");
    nws_policy policy;
    nws_policy_preset(&policy, NWS_PRESET_ARTICLE);
    policy.link_schemes |= NWS_SCHEME_DATA_IMAGE;
    CHECK(check(&policy, "unsafe_scheme") == NWS_E_POLICY);
    nws_policy_preset(&policy, NWS_PRESET_ARTICLE);
    policy.link_rel = "no\"follow";
    CHECK(check(&policy, "bad_value") == NWS_E_POLICY);
}

static void test_order(void)
{
    nws_view names[] = {{"b", 1}, {"a", 1}, {"", 0}, {"b", 1}, {"ab", 2}};
    const uint32_t count = nws_names_sort(names, 5);
    CHECK(count == 4 && nws_names_sort(names, 0) == 0);
    CHECK(nws_names_find((nws_names){names, count}, NWS_VIEW("ab")) == 2);
    CHECK(nws_names_find((nws_names){names, count}, NWS_VIEW("c")) == -1);
    CHECK(nws_names_has((nws_names){names, count}, NWS_VIEW("AB")));
    nws_policy_rule items[] = {
        {.tag = 3, .name = {"b", 1}, .demand = NWS_DEMAND_GRANT},
        {.tag = 3, .name = {"a", 1}, .demand = NWS_DEMAND_GRANT},
        {.tag = 0, .attr = NWS_ATTR_TITLE, .name = {"", 0}, .demand = NWS_DEMAND_VALUES},
    };
    nws_rules_sort(items, 3);
    const nws_policy_rules rules = {.items = items, .count = 3};
    CHECK(items[0].tag == 0 && nws_rules_of(&rules, (nws_tag)3) == &items[1]);
    CHECK(nws_rules_of(&rules, (nws_tag)4) == items + 3);
    CHECK(nws_rules_find(&rules, (nws_tag)3, NWS_ATTR_UNKNOWN, NWS_VIEW("b"), NWS_DEMAND_GRANT) ==
          &items[2]);
    CHECK(nws_rules_find(&rules, (nws_tag)3, NWS_ATTR_TITLE, NWS_VIEW("x"), NWS_DEMAND_VALUES) ==
          &items[0]);
    CHECK(nws_rules_find(&rules, (nws_tag)3, NWS_ATTR_UNKNOWN, NWS_VIEW("c"), NWS_DEMAND_GRANT) ==
          NULL);
    nws_policy policy;
    nws_policy_preset(&policy, NWS_PRESET_ARTICLE);
    policy.rules =
        &(nws_policy_rules){.items = (nws_policy_rule[]){items[2], items[1]}, .count = 2};
    CHECK(check(&policy, "bad_rule") == NWS_E_POLICY);
}

static void test_presets_say(void)
{
    nws_policy policy;
    nws_policy_preset(&policy, NWS_PRESET_COMMENT);
    CHECK(policy.actions[NWS_TAG_IMG] != NWS_ACTION_KEEP);
    CHECK(policy.actions[NWS_TAG_P] != NWS_ACTION_KEEP);
    CHECK(strcmp(policy.link_rel, "nofollow noopener noreferrer ugc") == 0);
    CHECK((policy.link_schemes & (NWS_SCHEME_RELATIVE | NWS_SCHEME_NETWORK)) == 0);
    CHECK(!nws_policy_allows(&policy, NWS_TAG_B, NWS_ATTR_ID));
    nws_policy_preset(&policy, NWS_PRESET_FEED);
    CHECK(policy.portable && policy.actions[NWS_TAG_WBR] != NWS_ACTION_KEEP);
    nws_policy_preset(&policy, NWS_PRESET_WIDE);
    CHECK(policy.actions[NWS_TAG_VIDEO] == NWS_ACTION_KEEP);
    CHECK(policy.actions[NWS_TAG_IFRAME] == NWS_ACTION_DROP);
    CHECK(nws_policy_allows(&policy, NWS_TAG_P, NWS_ATTR_ID));
    CHECK(policy.rules != NULL && policy.rules->id_prefix.length > 0);
    CHECK(nws_policy_scheme(&policy, NWS_VIEW("magnet:x")) == 0);
}

static void test_fingerprint(void)
{
    nws_policy a, b;
    nws_policy_preset(&a, NWS_PRESET_ARTICLE);
    memset(&b, 0xFF, sizeof b); /* padding must not count */
    nws_policy_preset(&b, NWS_PRESET_ARTICLE);
    const uint64_t whole = nws_policy_fingerprint(&a);
    CHECK(whole == nws_policy_fingerprint(&b));
    char rel[] = "noopener noreferrer";
    b.link_rel = rel; /* the text counts, not where it is */
    CHECK(whole == nws_policy_fingerprint(&b));
    b.link_rel = NULL;
    const uint64_t free = nws_policy_fingerprint(&b);
    b.link_rel = "";
    CHECK(whole != free && free != nws_policy_fingerprint(&b));
    b = a;
    b.repairs ^= NWS_REPAIR_EMPTY;
    CHECK(whole != nws_policy_fingerprint(&b));
    b = a;
    b.actions[NWS_TAG_P] = NWS_ACTION_DROP;
    CHECK(whole != nws_policy_fingerprint(&b));
    b = a;
    b.renames[NWS_TAG_FORM] = NWS_TAG_P;
    CHECK(whole != nws_policy_fingerprint(&b));
    b = a;
    allow(&b, NWS_TAG_P, NWS_ATTR_CLASS);
    CHECK(whole != nws_policy_fingerprint(&b));
    /* Every part of the rules counts, and where one ends and the next begins. */
    static const nws_view xy[] = {{"x-", 2}, {"y-", 2}};
    static const nws_policy_rule rule = {.tag = NWS_TAG_A, .name = {"x", 1}};
    const nws_policy_rules all[] = {{.count = 0},
                                    {.prefixes = {xy, 1}},
                                    {.prefixes = {xy, 2}},
                                    {.schemes = {xy, 1}},
                                    {.base_url = {"x", 1}},
                                    {.link_target = {"x", 1}},
                                    {.id_prefix = {"x", 1}},
                                    {.asks = true},
                                    {.open = {2}},
                                    {.items = &rule, .count = 1}};
    uint64_t seen[sizeof all / sizeof all[0]];
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        a.rules = &all[i];
        seen[i] = nws_policy_fingerprint(&a);
        CHECK(seen[i] != whole);
        for (size_t j = 0; j < i; j++)
            CHECK(seen[i] != seen[j]);
    }
}

int main(void)
{
    test_presets();
    test_floor();
    test_conflicts();
    test_parts();
    test_rules();
    test_texts();
    test_order();
    test_presets_say();
    test_fingerprint();
    return harness_report();
}
