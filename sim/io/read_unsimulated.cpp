// What the format can say and headway cannot simulate yet: checked like everything else, so that the mistakes
// in it are found today, then refused by name, so that nothing is silently left out.
#include <fmt/format.h>

#include "sim/io/reader_parts.h"

namespace headway::io {

void read_unsimulated_keys(Input& in, Fields& volume) {
  if (const NodeId n = volume.find("growth_per_month");
      n != kNoNode && read_bytes(in, n, Bytes{0}, kMaxBytes)) {
    refuse_unsimulated(in, n, "\"growth_per_month\" (volumes that grow)");
  }
  for (const std::string_view key : {"from", "until"}) {
    if (const NodeId n = volume.find(key); n != kNoNode && read_instant(in, n)) {
      refuse_unsimulated(in, n, fmt::format("\"{}\" (volumes that come and go)", key));
    }
  }
  if (const NodeId n = volume.find("priority");
      n != kNoNode && read_integer(in, n, -1000, 1000).value_or(0) != 0) {
    in.refuse(n, "0: headway does not simulate a \"priority\" yet");
  }
}

void read_clusters(Draft& draft, NodeId node) {
  if (node == kNoNode) return;
  const auto entries = read_array(draft.in, node, "clusters");
  for (const NodeId entry : entries) {
    Fields fields(draft.in, entry, keys::kCluster);
    fields.must("name", "the cluster's name", [](Input& in, NodeId n) { return read_text(in, n, "a name"); });
  }
  if (!entries.empty()) refuse_unsimulated(draft.in, node, "\"clusters\" (several on one target)");
}

}  // namespace headway::io
