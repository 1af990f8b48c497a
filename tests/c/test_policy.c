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
        NWS_TAG_SCRIPT,   NWS_TAG_STYLE,  NWS_TAG_SVG,       NWS_TAG_MATH,     NWS_TAG_TEMPLATE,
        NWS_TAG_SELECT,   NWS_TAG_OPTION, NWS_TAG_OPTGROUP,  NWS_TAG_DATALIST, NWS_TAG_BUTTON,
        NWS_TAG_FORM,     NWS_TAG_OBJECT, NWS_TAG_APPLET,    NWS_TAG_MARQUEE,  NWS_TAG_FRAMESET,
        NWS_TAG_NOBR,     NWS_TAG_IMAGE,  NWS_TAG_PLAINTEXT, NWS_TAG_XMP,      NWS_TAG_LISTING,
        NWS_TAG_TEXTAREA, NWS_TAG_TITLE,  NWS_TAG_NOSCRIPT,  NWS_TAG_NOEMBED,  NWS_TAG_NOFRAMES,
        NWS_TAG_HTML,     NWS_TAG_HEAD,   NWS_TAG_BODY,      NWS_TAG_BASE,     NWS_TAG_META,
        NWS_TAG_LINK,     NWS_TAG_IFRAME, NWS_TAG_UNKNOWN,   NWS_TAG_EMBED,    NWS_TAG_RTC};
    nws_policy policy;
    for (size_t i = 0; i < sizeof never / sizeof never[0]; i++) {
        CHECK(!nws_policy_may_keep(never[i]));
        nws_policy_preset(&policy, NWS_PRESET_ARTICLE);
        policy.actions[never[i]] = NWS_ACTION_KEEP;
        CHECK(nws_policy_check(&policy, NULL) == NWS_E_POLICY);
    }
    CHECK(!nws_policy_may_allow(NWS_TAG_P, NWS_ATTR_SRCDOC));
    CHECK(!nws_policy_may_allow(NWS_TAG_P, NWS_ATTR_STYLE));
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
    CHECK(whole != nws_policy_fingerprint(&b));
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
}

int main(void)
{
    test_presets();
    test_floor();
    test_conflicts();
    test_fingerprint();
    return harness_report();
}
