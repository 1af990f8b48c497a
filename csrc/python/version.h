/* The version, once for C; a test compares it with the package's. */
#ifndef NWS_PYTHON_VERSION_H
#define NWS_PYTHON_VERSION_H

#define NWS_VERSION "0.1.0"

#endif
