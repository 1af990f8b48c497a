/* The whole article: any bytes make one; its HTML is stable, clean of what may never stay, and
 * comes back the same when it is cleaned again. */
#include "article/article.h"
#include "article/record.h"
#include "base/utf8.h"
#include "emit/html.h"
#include "target.h"

/* Cleans html as a body and puts the result into out. */
static void clean(nws_view html, const nws_policy *policy, nws_buffer *out)
{
    nws_arena arena;
    nws_arena_init(&arena, nws_allocator_libc());
    nws_document document;
    nws_audit audit;
    nws_audit_init(&audit, &arena);
    nws_clean_options options = {.policy = policy};
    PROMISE(nws_html_parse(&arena, html, &NWS_PARSE_BODY, &document) == NWS_OK);
    PROMISE(nws_sanitize_tree(&document, &options, &audit) == NWS_OK);
    const nws_node *where = NULL;
    const char *broken = nws_sanitize_verify(&document, policy, &where);
    if (broken != NULL)
        fprintf(stderr, "rule %s\n", broken);
    PROMISE(broken == NULL);
    PROMISE(nws_emit_html(document.root, out) == NWS_OK);
    nws_arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    nws_policy policy;
    nws_policy_preset(&policy, NWS_PRESET_ARTICLE);
    nws_options options = {.policy = &policy, .limits = NWS_LIMITS_DEFAULT};
    nws_workspace workspace;
    nws_workspace_init(&workspace, nws_allocator_libc());
    nws_article article;
    nws_error error = {0};
    nws_status status = nws_article_make(&workspace, nws_view_of((const char *)data, size),
                                         &options, &article, &error);
    PROMISE(status == NWS_OK);
    PROMISE(nws_utf8_valid(article.html) == article.html.length);
    PROMISE(nws_utf8_valid(article.text) == article.text.length);
    PROMISE(nws_utf8_valid(article.metadata) == article.metadata.length);

    nws_buffer again;
    nws_buffer_init(&again, nws_allocator_libc());
    clean(article.html, &policy, &again);
    PROMISE(nws_view_equal(article.html, nws_buffer_view(&again)));
    nws_buffer_free(&again);

    nws_record *record = NULL, *copy = NULL;
    PROMISE(nws_record_pack(nws_allocator_libc(), NWS_VIEW_NONE, &article, true, &record) ==
            NWS_OK);
    PROMISE(nws_record_unpack(nws_allocator_libc(), nws_record_bytes(record), &copy) == NWS_OK);
    PROMISE(nws_record_equal(record, copy));
    nws_record_free(nws_allocator_libc(), record);
    nws_record_free(nws_allocator_libc(), copy);
    nws_workspace_free(&workspace);
    return 0;
}
