// The C interface of HiGHS. Package.swift adds `.deps/highs/include/highs` to the search path.
#include "interfaces/highs_c_api.h"
