#include <nlohmann/json.hpp>

#include "analysis/explain/text.h"
#include "sim/record/printing.h"

namespace headway::explain {
namespace {

using Json = nlohmann::ordered_json;
using record::kNever;

Json seconds_of(const model::Scenario& scenario, Instant at) {
  if (at == kNever) return nullptr;
  return to_seconds(at - scenario.time.start);
}

void put_instant(Json& object, const model::Scenario& scenario, std::string_view key, Instant at) {
  object[std::string(key) + "_utc"] = at == kNever ? Json(nullptr) : Json(record::instant_text(at));
  object[std::string(key) + "_s"] = seconds_of(scenario, at);
}

Json facts(const model::Scenario& scenario, const std::vector<Fact>& all) {
  Json out = Json::array();
  for (const Fact& fact : all) {
    Json one = Json::object();
    put_instant(one, scenario, "at", fact.at);
    one["text"] = fact.text;
    out.push_back(std::move(one));
  }
  return out;
}

Json holder(const model::Scenario& scenario, const Holder& h) {
  Json out = Json::object();
  out["as"] = record::word(h.as);
  out["operation"] = h.operation ? Json(h.operation->id) : Json(nullptr);
  out["kind"] = h.operation ? Json(record::word(h.operation->kind)) : Json(nullptr);
  put_instant(out, scenario, "since", h.since);
  put_instant(out, scenario, "let_go", h.let_go);
  out["doing"] = h.doing;
  out["requests_left"] = h.requests_left ? Json(*h.requests_left) : Json(nullptr);
  out["time_left_s"] = h.requests_left ? Json(to_seconds(h.time_left)) : Json(nullptr);
  return out;
}

Json one(const model::Scenario& scenario, const Explanation& e) {
  Json out = Json::object();
  out["operation"] = e.operation == 0 ? Json(nullptr) : Json(e.operation);
  out["run"] = e.run == 0 ? Json(nullptr) : Json(e.run);
  out["name"] = e.name;
  out["outcome"] = record::word(e.outcome);
  out["cause"] = record::word(e.cause);
  out["layer"] = record::word(e.layer);
  out["root_operation"] = e.root == 0 ? Json(nullptr) : Json(e.root);
  out["headline"] = e.headline;
  out["happened"] = facts(scenario, e.happened);
  out["holder"] = e.holder ? holder(scenario, *e.holder) : Json(nullptr);
  out["ended_by"] = e.ended_by;
  out["said"] = Json::array();
  for (const Saying& s : e.said) {
    Json saying = Json::object();
    put_instant(saying, scenario, "at", s.at);
    saying["layer"] = record::word(s.layer);
    saying["object"] = s.object;
    saying["text"] = s.text;
    out["said"].push_back(std::move(saying));
  }
  out["followed"] = facts(scenario, e.followed);
  out["avoided_by"] = e.avoided_by;
  return out;
}

}  // namespace

std::string explanations_json(const model::Scenario& scenario, const std::vector<Explanation>& explanations) {
  Json out = Json::array();
  for (const Explanation& e : explanations) out.push_back(one(scenario, e));
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace headway::explain
