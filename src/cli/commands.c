#include "cli.h"

const struct command *const COMMANDS[] = { &CMD_INIT, &CMD_SERVE, NULL };
