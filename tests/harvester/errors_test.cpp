#include "tests/harvester/small_harvester.h"
