/* A QR code as the `d` of an SVG path: one unit a module, with the four quiet ones around it that readers need. */
#ifndef NABIJ_QR_H
#define NABIJ_QR_H
#include "../base/arena.h"
#include <stdint.h>

const char *qr_path(struct arena *, const char *text, int64_t *size);    /* *size: width and height in units */
#endif
