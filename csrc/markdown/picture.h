/* Template tags that mean an image: Hugo's figure, Hexo's img and asset_img.
 *
 * Most images of such sites are written so; as text they would be lost to whoever counts or shows
 * them. Other tags stay as they are: what they mean is the site's own.
 */
#ifndef NWS_MARKDOWN_PICTURE_H
#define NWS_MARKDOWN_PICTURE_H

#include "base/arena.h"

/* *html: what the tag becomes, with everything escaped, in the arena; data NULL when it means no
 * image or has no address. It is as dirty as what an author writes as HTML. */
NWS_MUST_CHECK nws_status nws_picture_read(nws_arena *arena, nws_view tag, nws_view *html);

#endif
