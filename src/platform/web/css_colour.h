/* Colours as CSS writes them: #rgb, #rrggbb, rgb(), hsl(), white, black; opaque ones alone. Pure. */
#ifndef NABIJ_CSS_COLOUR_H
#define NABIJ_CSS_COLOUR_H
#include <stdbool.h>

bool colour_read(const char *, double rgb[3]);       /* parts from 0 to 1; false when it is not such a colour */
/* The contrast of two of them, 1 to 21 (WCAG 2.2, relative luminance); 0 when one is not such a colour. */
double colour_contrast(const char *text, const char *ground);
#endif
