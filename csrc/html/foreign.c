/* The tables behind foreign.h. */
#include "html/foreign.h"

const char *const nws_ns_hrefs[NWS_NS_COUNT] = {
    [NWS_NS_SVG] = "http://www.w3.org/2000/svg",
    [NWS_NS_MATH] = "http://www.w3.org/1998/Math/MathML",
    [NWS_NS_XLINK] = "http://www.w3.org/1999/xlink",
    [NWS_NS_XML] = "http://www.w3.org/XML/1998/namespace",
    [NWS_NS_XMLNS] = "http://www.w3.org/2000/xmlns/",
};

const char *const nws_ns_prefixes[NWS_NS_COUNT] = {
    [NWS_NS_XLINK] = "xlink", [NWS_NS_XML] = "xml", [NWS_NS_XMLNS] = "xmlns"};

/* https://html.spec.whatwg.org/multipage/parsing.html#adjust-svg-attributes and the table of tag
 * names in "any other start tag" of foreign content; both sorted by their lower-case form. */
static const char *const svg_tags[] = {"altGlyph",
                                       "altGlyphDef",
                                       "altGlyphItem",
                                       "animateColor",
                                       "animateMotion",
                                       "animateTransform",
                                       "clipPath",
                                       "feBlend",
                                       "feColorMatrix",
                                       "feComponentTransfer",
                                       "feComposite",
                                       "feConvolveMatrix",
                                       "feDiffuseLighting",
                                       "feDisplacementMap",
                                       "feDistantLight",
                                       "feDropShadow",
                                       "feFlood",
                                       "feFuncA",
                                       "feFuncB",
                                       "feFuncG",
                                       "feFuncR",
                                       "feGaussianBlur",
                                       "feImage",
                                       "feMerge",
                                       "feMergeNode",
                                       "feMorphology",
                                       "feOffset",
                                       "fePointLight",
                                       "feSpecularLighting",
                                       "feSpotLight",
                                       "feTile",
                                       "feTurbulence",
                                       "foreignObject",
                                       "glyphRef",
                                       "linearGradient",
                                       "radialGradient",
                                       "textPath"};

static const char *const svg_attributes[] = {"attributeName",
                                             "attributeType",
                                             "baseFrequency",
                                             "baseProfile",
                                             "calcMode",
                                             "clipPathUnits",
                                             "diffuseConstant",
                                             "edgeMode",
                                             "filterUnits",
                                             "glyphRef",
                                             "gradientTransform",
                                             "gradientUnits",
                                             "kernelMatrix",
                                             "kernelUnitLength",
                                             "keyPoints",
                                             "keySplines",
                                             "keyTimes",
                                             "lengthAdjust",
                                             "limitingConeAngle",
                                             "markerHeight",
                                             "markerUnits",
                                             "markerWidth",
                                             "maskContentUnits",
                                             "maskUnits",
                                             "numOctaves",
                                             "pathLength",
                                             "patternContentUnits",
                                             "patternTransform",
                                             "patternUnits",
                                             "pointsAtX",
                                             "pointsAtY",
                                             "pointsAtZ",
                                             "preserveAlpha",
                                             "preserveAspectRatio",
                                             "primitiveUnits",
                                             "refX",
                                             "refY",
                                             "repeatCount",
                                             "repeatDur",
                                             "requiredExtensions",
                                             "requiredFeatures",
                                             "specularConstant",
                                             "specularExponent",
                                             "spreadMethod",
                                             "startOffset",
                                             "stdDeviation",
                                             "stitchTiles",
                                             "surfaceScale",
                                             "systemLanguage",
                                             "tableValues",
                                             "targetX",
                                             "targetY",
                                             "textLength",
                                             "viewBox",
                                             "viewTarget",
                                             "xChannelSelector",
                                             "yChannelSelector",
                                             "zoomAndPan"};

/* Order of a lower-case name against a table's entry, as if the entry were in lower case. */
static int compare(nws_view name, const char *entry)
{
    for (size_t i = 0;; i++) {
        int a = i < name.length ? (unsigned char)name.data[i] : 0;
        int b = nws_lower((unsigned char)entry[i]);
        if (a != b || b == 0)
            return a - b;
    }
}

static const char *find(const char *const *table, size_t count, nws_view name)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = compare(name, table[middle]);
        if (order == 0)
            return table[middle];
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

const char *nws_svg_tag(nws_view name)
{
    return find(svg_tags, sizeof svg_tags / sizeof svg_tags[0], name);
}

const char *nws_svg_attribute(nws_view name)
{
    return find(svg_attributes, sizeof svg_attributes / sizeof svg_attributes[0], name);
}

/* https://html.spec.whatwg.org/multipage/parsing.html#adjust-foreign-attributes */
static const struct {
    const char *name;
    const char *local;
    nws_space_id space;
} qualified[] = {
    {"xlink:actuate", "actuate", NWS_NS_XLINK}, {"xlink:arcrole", "arcrole", NWS_NS_XLINK},
    {"xlink:href", "href", NWS_NS_XLINK},       {"xlink:role", "role", NWS_NS_XLINK},
    {"xlink:show", "show", NWS_NS_XLINK},       {"xlink:title", "title", NWS_NS_XLINK},
    {"xlink:type", "type", NWS_NS_XLINK},       {"xml:lang", "lang", NWS_NS_XML},
    {"xml:space", "space", NWS_NS_XML},         {"xmlns", "xmlns", NWS_NS_XMLNS},
    {"xmlns:xlink", "xlink", NWS_NS_XMLNS},
};

const char *nws_foreign_attribute(nws_view name, nws_space_id *space)
{
    if (name.length < 5 || name.data[0] != 'x')
        return NULL;
    for (size_t i = 0; i < sizeof qualified / sizeof qualified[0]; i++) {
        if (compare(name, qualified[i].name) == 0) {
            *space = qualified[i].space;
            return qualified[i].local;
        }
    }
    return NULL;
}
