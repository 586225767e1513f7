// `backing_images`: what volumes may be made from.
#include <fmt/format.h>

#include "sim/io/reader_parts.h"

namespace headway::io {

void read_backing_images(Draft& draft, NodeId node) {
  if (node == kNoNode) return;
  Input& in = draft.in;
  auto& images = draft.scenario.backing_images;
  for (const NodeId entry : read_array(in, node, "backing images")) {
    Fields fields(in, entry, keys::kBackingImage);
    model::BackingImage one;
    one.size = fields
                   .must("size", "the image's size, such as \"2Gi\"",
                         [](Input& i, NodeId n) { return read_bytes(i, n, Bytes{1}, kMaxBytes); })
                   .value_or(Bytes{1});
    one.backed_up = fields.get("backed_up", false, read_flag);
    const std::int64_t room = kMaxBackingImages - static_cast<std::int64_t>(images.size());
    const auto name = fields.must("name", "the image's name", [&](Input& i, NodeId n) {
      return read_entity_name(i, n, room, kMaxBackingImages, "backing images");
    });
    for (std::int64_t k = 0; name && k < name->size(); ++k) {
      one.name = name->at(k);
      if (!draft.images.add(one.name, static_cast<std::uint32_t>(images.size()))) {
        in.refuse(name->node, "a name that no other backing image has", {},
                  "a second backing image " + quoted(one.name));
        break;
      }
      images.push_back(one);
    }
  }
}

}  // namespace headway::io
