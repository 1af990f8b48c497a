/* The tables of schema.h as data: what loops over fields reads. */
#include "table/schema.h"

#define FIELD(id, name, kind, null, items) {name, NWS_KIND_##kind, NWS_FRAME_##items, null},
#define FRAME(frame, plain)                                                                        \
    static const nws_field frame##_fields[] = {NWS_FIELDS_##frame(FIELD) NWS_SIDE_##frame(FIELD)};
NWS_FRAME_LIST(FRAME)
#undef FRAME
#undef FIELD

static const nws_frame_info frames[] = {
#define FRAME(frame, plain) {frame##_fields, NWS_##frame##_FIELDS, NWS_##frame##_SHOWN, plain},
    NWS_FRAME_LIST(FRAME)
#undef FRAME
};

static const char *const formats[] = {
#define FORMAT(kind, format, width) format,
    NWS_KIND_LIST(FORMAT)
#undef FORMAT
};

static const uint8_t widths[] = {
#define WIDTH(kind, format, width) width,
    NWS_KIND_LIST(WIDTH)
#undef WIDTH
};

const nws_frame_info *nws_schema_frame(nws_frame_id frame)
{
    return &frames[frame];
}

const char *nws_schema_format(nws_kind kind)
{
    return formats[kind];
}

unsigned nws_schema_width(nws_kind kind)
{
    return widths[kind];
}
