#include "cli.h"

const struct command *const COMMANDS[] = { &CMD_INIT, &CMD_SERVE, &CMD_USER, &CMD_TOKEN, &CMD_IMPORT, &CMD_EXPORT, &CMD_DEMO, &CMD_CHECK, &CMD_MIGRATE, &CMD_THEME, &CMD_BENCH, NULL };
