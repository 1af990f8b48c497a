/* The steps of article.c that are more than one call; nobody else includes this. */
#ifndef NWS_ARTICLE_STEPS_H
#define NWS_ARTICLE_STEPS_H

#include "article/article.h"
#include "html/encoding.h"

/* Says what decoding had to assume or repair. */
NWS_MUST_CHECK nws_status nws_step_decoded(const nws_decoded *decoded, nws_article *article);

/* Fills front, body, format and values from the fence: the header's values are a map (empty when it
 * says nothing), and a header that is no mapping is text of the body. */
NWS_MUST_CHECK nws_status nws_step_front(nws_arena *arena, const nws_fence *fence,
                                         const nws_options *options, nws_article *article,
                                         nws_error *error);

/* NWS_E_LIMIT when the body is larger than is allowed. */
NWS_MUST_CHECK nws_status nws_step_limits(const nws_options *options, const nws_article *article,
                                          nws_error *error);

/* *html becomes the body itself, or a Markdown body as HTML in the workspace; article->markup says
 * which. Markdown that is refused is read as HTML, with a diagnostic. */
NWS_MUST_CHECK nws_status nws_step_markup(nws_workspace *workspace, const nws_options *options,
                                          nws_article *article, nws_view *html);

/* Takes template tags out of the tree of a body that was read as HTML, where options asks for it.
 */
NWS_MUST_CHECK nws_status nws_step_tags(nws_arena *arena, const nws_options *options,
                                        const nws_article *article, nws_node *root);

/* Fills excerpt, when html (the body's) has the comment that ends one, or the header asks for
 * another separator. text is the article's already. */
NWS_MUST_CHECK nws_status nws_step_excerpt(nws_workspace *workspace, const nws_options *options,
                                           nws_view html, nws_article *article);

/* The rows of a Markdown body's audit are about HTML that nobody wrote: their span is the body. */
void nws_step_spans(nws_article *article);

/* Makes the cover an address as images have theirs, or takes the first image's, and marks the
 * images that show it. */
NWS_MUST_CHECK nws_status nws_step_cover(nws_arena *arena, const nws_options *options,
                                         nws_article *article);

/* Puts the diagnostics in the order of the file. */
NWS_MUST_CHECK nws_status nws_step_order(nws_diagnostics *diagnostics);

#endif
