# What R's package surveillance says, for bench/rises-against-r.sh: Rscript rises-against-r.R FOLDER [DATA]
# Writes, for each series, SERIES.csv (to be read by nabij) and a file SERIES.CASE.r.csv per case: week, area, upper, alarm.
suppressPackageStartupMessages(library(surveillance))
options(warn = -1, digits = 17)
args <- commandArgs(TRUE)
out <- args[1]

series <- list()
for (name in c("salmonella.agona", "campyDE", "salmNewport", "fluBYBW", "momo", "ha.sts", "rotaBB", "measlesWeserEms", "m1", "m5", "h1_nrwrp", "q1_nrwh", "shadar")) {
  data(list = name, package = "surveillance")
  x <- get(name)
  if (name == "campyDE") x <- sts(x$case, epoch = as.numeric(x$date), frequency = 52, epochAsDate = TRUE)
  series[[name]] <- if (is(x, "sts")) x else disProg2sts(x)
}
if (length(args) > 1) for (name in c("surv_fluBYBW", "surv_salmNewport")) {
  file <- file.path(args[2], paste0(name, "_weekcounts.csv"))
  if (file.exists(file)) {
    x <- read.csv(file, check.names = FALSE)
    series[[name]] <- sts(as.matrix(x[, -1]), frequency = 52)
  }
}

cases <- list(
  flexible = list(f = "flexible", control = list()),
  seasons = list(f = "flexible", control = list(noPeriods = 10, pastWeeksNotIncluded = 26, alpha = 0.01)),
  noreweight = list(f = "flexible", control = list(b = 3, w = 2, reweight = FALSE, trend = FALSE, powertrans = "none")),
  alltrend = list(f = "flexible", control = list(b = 4, noPeriods = 6, pThresholdTrend = 1, powertrans = "1/2", weightsThreshold = 1)),
  nb = list(f = "flexible", control = list(b = 4, noPeriods = 10, thresholdMethod = "nbPlugin", pThresholdTrend = 1, alpha = 0.01)),
  muan = list(f = "flexible", control = list(b = 4, thresholdMethod = "muan", alpha = 0.025)),
  original = list(f = "original", control = list()),
  original3 = list(f = "original", control = list(b = 3, w = 4, reweight = FALSE, alpha = 0.01, powertrans = "none", limit54 = c(0, 4))),
  c1 = list(f = "ears", control = list(method = "C1")),
  c2 = list(f = "ears", control = list(method = "C2", baseline = 10)),
  c3 = list(f = "ears", control = list(method = "C3"))
)

# The weeks that have their history, whatever calendar they follow: the first on which the method does not stop.
run <- function(x, case, range) {
  control <- case$control
  control$range <- range
  suppressWarnings(switch(case$f, flexible = farringtonFlexible(x, control), original = farrington(x, control, verbose = FALSE), ears = earsC(x, control)))
}
first <- function(x, case, from) {
  n <- nrow(x)
  for (k in from:n) if (!inherits(try(capture.output(run(x[, 1], case, k)), silent = TRUE), "try-error")) return(k)
  NA
}

spent <- 0
weeks <- 0
for (name in names(series)) {
  x <- series[[name]]
  if (ncol(x) > 20) x <- x[, order(-colSums(observed(x), na.rm = TRUE))[c(1:10, ncol(x) - 0:3)]]
  if (x@freq != 52) { cat(name, "skipped: not weekly\n"); next }
  dated <- x@epochAsDate
  week <- if (dated) format(as.Date(epoch(x), origin = "1970-01-01")) else seq_len(nrow(x))
  counts <- observed(x)
  colnames(counts) <- paste0("a", seq_len(ncol(counts)))
  if (dated && any(diff(as.numeric(epoch(x))) != 7)) { cat(name, "skipped: weeks are not seven days apart\n"); next }
  write.csv(data.frame(week = week, counts, check.names = FALSE), file.path(out, paste0(name, ".csv")), row.names = FALSE, na = "")
  for (label in names(cases)) {
    case <- cases[[label]]
    b <- if (is.null(case$control$b)) 5 else case$control$b
    w <- if (is.null(case$control[["w"]])) 3 else case$control[["w"]]
    # numbered weeks: R's own first; before it R drops a reference week without a word
    from <- switch(case$f, flexible = if (dated) max(1, 52 * b - 2) else 52 * b + w + 1, original = 52 * b - 3, ears = switch(case$control$method, C1 = 8, C2 = 13, C3 = 12))
    if (from > nrow(x)) next
    if (case$f == "flexible" && dated) from <- first(x, case, from)
    if (is.na(from)) next
    range <- from:nrow(x)
    if (case$f != "ears" && length(range) * ncol(x) > 160) range <- tail(range, 160 %/% ncol(x))
    began <- proc.time()[["user.self"]]
    capture.output(r <- tryCatch(run(x, case, range), error = function(e) NULL))
    if (is.null(r)) {
      # one area or week on which R stops must not hide the others
      parts <- list()
      for (j in seq_len(ncol(x))) for (k in range) {
        capture.output(one <- tryCatch(run(x[, j], case, k), error = function(e) NULL))
        if (!is.null(one)) parts[[length(parts) + 1]] <- data.frame(week = week[k], area = colnames(counts)[j], upper = c(upperbound(one)), alarm = c(one@alarm))
      }
      r <- do.call(rbind, parts)
    } else
      r <- data.frame(week = rep(week[range], ncol(x)), area = rep(colnames(counts), each = length(range)), upper = c(upperbound(r)), alarm = c(r@alarm))
    if (case$f == "flexible") { spent <- spent + proc.time()[["user.self"]] - began; weeks <- weeks + length(range) * ncol(x) }
    write.csv(r, file.path(out, paste0(name, ".", label, ".r.csv")), row.names = FALSE)
  }
}
cat(sprintf("R, flexible method: %.0f microseconds for an area in a week\n", spent * 1e6 / weeks))
