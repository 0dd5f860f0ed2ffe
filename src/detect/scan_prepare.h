/* From the caller's arrays to what scanning works with: checked, scaled, renumbered. */
#ifndef NABIJ_SCAN_PREPARE_H
#define NABIJ_SCAN_PREPARE_H
#include "scan_inside.h"

/* The scan borrows all three. Release it also after false. */
bool scan_prepare(struct scan *, const struct scan_data *, const struct scan_options *, struct err *);
void scan_release(struct scan *);
#endif
