/* The verifier of the stable-tree rules: it sees each rule broken by hand in a clean tree. That the
 * sanitizer's outputs keep the rules is for test_sanitize.c.
 */
#include "clean/sanitize.h"
#include "clean_rig.h"
#include "harness.h"

/* An element of a clean tree takes another name. */
static void test_names(void)
{
    static const struct {
        const char *input;
        nws_tag from;
        nws_tag to;
        const char *rule;
    } cases[] = {
        {"<p>a<b>b</b></p>", NWS_TAG_B, NWS_TAG_DIV, "R1"},
        {"<a href=\"x\">a<b>b</b></a>", NWS_TAG_B, NWS_TAG_A, "R2"},
        {"<b>a<i>b</i></b>", NWS_TAG_I, NWS_TAG_H1, "R7"},
        {"<ul><li>a</li></ul>", NWS_TAG_LI, NWS_TAG_P, "R4"},
        {"<ul><li>a</li></ul>", NWS_TAG_UL, NWS_TAG_DIV, "R4"},
        {"<table><tr><td>a</table>", NWS_TAG_TBODY, NWS_TAG_TR, "R5"},
        {"<table><tr><td>a</table>", NWS_TAG_TD, NWS_TAG_P, "R5"},
        {"<ruby>a<rt>b</rt></ruby>", NWS_TAG_RUBY, NWS_TAG_B, "R6"},
        {"<p>a</p>", NWS_TAG_P, NWS_TAG_IMG, "R8"},
        {"<p>a</p>", NWS_TAG_P, NWS_TAG_SCRIPT, "floor"},
        {"<p title=\"x\">a</p>", NWS_TAG_P, NWS_TAG_P, NULL},
        {"<address><ol><li>a</li></ol></address>", NWS_TAG_OL, NWS_TAG_UL, "R11"},
        {"<div>x<ul><li>a</li></ul></div>", NWS_TAG_DIV, NWS_TAG_ADDRESS, "R11"},
        {"<p>a<br></p>", NWS_TAG_BR, NWS_TAG_WBR, "R11"},
        {"<h1>\na</h1>", NWS_TAG_H1, NWS_TAG_PRE, "R11"},
    };
    test_rig rig;
    rig_init(&rig, nws_allocator_libc());
    rig.policy.portable = true;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        nws_document document;
        const nws_node *where;
        rig_clear(&rig);
        CHECK(clean(&rig, nws_view_of(cases[i].input, strlen(cases[i].input)), &document) ==
              NWS_OK);
        CHECK(nws_sanitize_verify(&document, &rig.policy, &where) == NULL);
        nws_node *node = document.root->children;
        while (node != NULL && !nws_node_is_html(node, cases[i].from))
            node = nws_node_following(document.root, node, false);
        if (!CHECK(node != NULL))
            continue;
        nws_node_set(node, cases[i].to, 0, 0);
        const char *rule = nws_sanitize_verify(&document, &rig.policy, &where);
        if (!CHECK(rule == cases[i].rule ||
                   (rule != NULL && cases[i].rule != NULL && strcmp(rule, cases[i].rule) == 0)))
            fprintf(stderr, "  case %zu: %s\n", i, rule);
    }
    rig_free(&rig);
}

/* R10: names of attributes are plain, and each stands once. */
static void test_attributes(void)
{
    static const struct {
        nws_attr id;
        const char *name;
        const char *rule;
    } cases[] = {
        {NWS_ATTR_UNKNOWN, "v", NULL},          {NWS_ATTR_UNKNOWN, "v-1", NULL},
        {NWS_ATTR_UNKNOWN, "az-09", NULL},      {NWS_ATTR_UNKNOWN, "v_1", "R10"},
        {NWS_ATTR_UNKNOWN, "1v", "R10"},        {NWS_ATTR_UNKNOWN, "-v", "R10"},
        {NWS_ATTR_UNKNOWN, "vV", "R10"},        {NWS_ATTR_UNKNOWN, "", "R10"},
        {NWS_ATTR_UNKNOWN, "onclick", "floor"}, {NWS_ATTR_LANG, "lang", NULL},
        {NWS_ATTR_TITLE, "title", "R10"}, /* it has one */
        {NWS_ATTR_SRCDOC, "srcdoc", "floor"},
    };
    test_rig rig;
    rig_init(&rig, nws_allocator_libc());
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        nws_document document;
        const nws_node *where;
        rig_clear(&rig);
        CHECK(clean(&rig, NWS_VIEW("<p title=\"x\">a</p>"), &document) == NWS_OK);
        CHECK(nws_node_add_attribute(&rig.arena, document.root->children, cases[i].id,
                                     cases[i].name, NWS_VIEW("y")) != NULL);
        const char *rule = nws_sanitize_verify(&document, &rig.policy, &where);
        if (!CHECK(rule == cases[i].rule ||
                   (rule != NULL && cases[i].rule != NULL && strcmp(rule, cases[i].rule) == 0)))
            fprintf(stderr, "  case %zu: %s\n", i, rule);
        CHECK(where == (cases[i].rule == NULL ? NULL : document.root->children));
    }
    rig_free(&rig);
}

int main(void)
{
    test_names();
    test_attributes();
    return harness_report();
}
