#include "sim/io/results/results_schema.h"

#include <nlohmann/json.hpp>

#include "sim/io/results/columns.h"
#include "sim/record/records.h"

namespace headway::results {
namespace {

using Json = nlohmann::ordered_json;

Json integer(std::string_view description) {
  return {{"type", "integer"}, {"description", description}};
}

Json number_or_null(std::string_view description) {
  return {{"type", {"number", "null"}}, {"description", description}};
}

Json text(std::string_view description) {
  return {{"type", "string"}, {"description", description}};
}

/// An object all of whose members are required.
Json object(Json properties) {
  Json required = Json::array();
  for (const auto& item : properties.items()) required.push_back(item.key());
  return {{"type", "object"}, {"properties", std::move(properties)}, {"required", std::move(required)}};
}

Json list(Json items, std::string_view description) {
  return {{"type", "array"}, {"description", description}, {"items", std::move(items)}};
}

Json reference(std::string_view name) {
  return {{"$ref", "#/$defs/" + std::string(name)}};
}

/// The words of an enumeration of record::, as many as have one.
template <class Enum>
Json words() {
  Json result = Json::array();
  for (unsigned i = 0; i < 256; ++i) {
    if (const std::string_view w = record::word(static_cast<Enum>(i)); !w.empty()) result.push_back(w);
  }
  return result;
}

Json one_of(Json words_of_it, std::string_view description) {
  return {{"enum", std::move(words_of_it)}, {"description", description}};
}

Json outcomes() {
  return object(
      {{"due", integer("Owed (backups) or requested (others); the sum of the five outcomes.")},
       {"lost", integer("Without a completed restore point before the next tick; of others, given up.")},
       {"attempts", integer("Attempts, whatever their outcome.")},
       {"completed", integer("Completed.")},
       {"completed_late", integer("Completed after the job had given up on it.")},
       {"failed", integer("Failed.")},
       {"skipped", integer("Skipped.")},
       {"unfinished", integer("Still open at the horizon.")}});
}

/// By kind: three always, the others where there are any.
Json operations() {
  Json result = object({{"backup", reference("outcomes")},
                        {"delete", reference("outcomes")},
                        {"restore", reference("outcomes")}});
  for (const Json& kind : words<record::OperationKind>())
    result["properties"][kind.get<std::string>()] = reference("outcomes");
  return result;
}

Json interval() {
  return {{"type", "array"},
          {"description", "Lower and upper end of the 95 % interval; null where the data do not bound it."},
          {"prefixItems", {{{"type", {"number", "null"}}}, {{"type", {"number", "null"}}}}},
          {"minItems", 2},
          {"maxItems", 2}};
}

Json failure() {
  Json blocked_by = Json::object();
  for (const Json& word_of_it : words<record::Blocker>()) {
    blocked_by[word_of_it.get<std::string>()] = integer("Refusals by such a lock.");
  }
  Json layers = Json::object();
  for (const Json& word_of_it : words<record::Layer>()) {
    layers[word_of_it.get<std::string>()] = integer("Failures that it reported.");
  }
  return object({{"cause", one_of(words<record::Cause>(), "Root cause.")},
                 {"operation", one_of(words<record::OperationKind>(), "What failed.")},
                 {"count", integer("Failed attempts, over all replications.")},
                 {"per_replication",
                  object({{"mean", number_or_null("Mean count.")}, {"ci95", reference("interval")}})},
                 {"share_of_attempts", object({{"value", number_or_null("Of all attempts of the operation.")},
                                               {"ci95", reference("interval")}})},
                 {"blocked_by", object(std::move(blocked_by))},
                 {"layers", object(std::move(layers))},
                 {"first_s", number_or_null("End of the first since the start, in seconds; mean over the "
                                            "replications that saw one.")},
                 {"last_s", number_or_null("End of the last, likewise.")}});
}

Json holder() {
  const Json schedule = {{"type", {"string", "null"}}, {"description", "Schedule, where it is known."}};
  return object(
      {{"refused", one_of(words<record::OperationKind>(), "What was refused the lock.")},
       {"refused_schedule", schedule},
       {"blocked_by", one_of(words<record::Blocker>(), "What stood in the way.")},
       {"holder_schedule", schedule},
       {"phase", text("What the holder was doing: waiting, preparing, uploading, finishing, collecting, "
                      "restoring or unknown.")},
       {"count", integer("Refusals.")},
       {"held_for_s", object({{"p50", number_or_null("Median time since the holder's grant.")}})}});
}

Json schedule_summary() {
  const auto quantiles = [] {
    return object(
        {{"p50", number_or_null("Median, in seconds.")}, {"p95", number_or_null("95th percentile.")}});
  };
  return object({{"name", text("Name.")},
                 {"runs", integer("Ticks, over all replications.")},
                 {"started_runs", integer("Ticks for which a run started.")},
                 {"failed_runs", integer("Runs that failed.")},
                 {"skipped_runs", integer("Ticks that were skipped.")},
                 {"unfinished_runs", integer("Runs that were not over at the horizon.")},
                 {"reruns", integer("Restarts of containers.")},
                 {"due", integer("Backups owed.")},
                 {"lost", integer("Of those, lost.")},
                 {"duration_s", quantiles()},
                 {"lateness_s", quantiles()},
                 {"next_conflict_slack_s", object({{"p5", number_or_null("5th percentile, in seconds.")}})}});
}

Json suspension() {
  return object({{"schedule", text("Schedule.")},
                 {"cause", one_of(words<record::Cause>(), "Why.")},
                 {"replications", integer("Replications that saw it suspended so.")},
                 {"count", integer("Suspensions, over all replications.")},
                 {"first_s", object({{"p50", number_or_null("Median over those replications of the first, in "
                                                            "seconds since the start.")}})}});
}

Json target() {
  return object({{"name", text("Name.")},
                 {"bytes", integer("Stored by completed backups, after compression, over all replications.")},
                 {"busy_share", number_or_null("Part of the time in which at least one upload ran.")},
                 {"utilisation", number_or_null("Mean upload rate by write bandwidth.")},
                 {"peak_flows", integer("Most uploads at one instant.")}});
}

Json described_tables() {
  Json result = Json::object();
  for (const Table& described : tables()) {
    Json columns = Json::array();
    for (const Column& column : described.columns) {
      columns.push_back({{"name", column.name},
                         {"type", word(column.type)},
                         {"unit", column.unit},
                         {"description", column.description}});
    }
    result[std::string(described.file)] = {{"row", described.row}, {"columns", std::move(columns)}};
  }
  return result;
}

Json described_figures(std::span<const FigureInfo> figures) {
  Json result = Json::object();
  for (const FigureInfo& figure : figures) {
    result[std::string(figure.pattern)] = {
        {"kind", figure.kind}, {"unit", figure.unit}, {"description", figure.description}};
  }
  return result;
}

}  // namespace

std::string results_schema(std::span<const FigureInfo> figures) {
  Json properties = {
      {"scenario", text("Name of the scenario.")},
      {"seed", integer("Seed of all chance.")},
      {"replications", integer("Replications played.")},
      {"horizon_s", {{"type", "number"}, {"description", "Simulated time of one replication."}}},
      {"warm_up_s", {{"type", "number"}, {"description", "Of that, played but not counted."}}},
      {"operations", operations()},
      {"failures", list(reference("failure"), "Most frequent first.")},
      {"holders",
       list(reference("holder"), "Who held the lock when another was refused, most frequent first.")},
      {"metrics",
       {{"type", "object"},
        {"description", "Figures by name; $defs.figures describes them."},
        {"additionalProperties", reference("metric")}}},
      {"schedules", list(reference("schedule"), "In the scenario's order.")},
      {"suspensions",
       list(reference("suspension"), "VM schedules that were suspended, of most replications first.")},
      {"targets", list(reference("target"), "In the scenario's order.")},
      {"lost_by_hour_utc",
       list({{"type", "integer"}}, "Lost backups by the UTC hour of their tick, 24 numbers.")},
      {"fingerprint",
       {{"type", "string"}, {"pattern", "^[0-9a-f]{16}$"}, {"description", "Hash over all records."}}},
      {"engine", object({{"events", integer("Events played.")}})}};
  Json schema = {{"$schema", "https://json-schema.org/draft/2020-12/schema"},
                 {"title", "headway results"},
                 {"description",
                  "summary.json, which is also what `headway run --json` prints; $defs.tables describes "
                  "the CSV files beside it. Counts are sums over replications."}};
  schema.update(object(std::move(properties)));
  schema["$defs"] = {
      {"interval", interval()},
      {"outcomes", outcomes()},
      {"failure", failure()},
      {"holder", holder()},
      {"metric", object({{"value", number_or_null("The figure; null when nothing was observed.")},
                         {"ci95", reference("interval")},
                         {"n", integer("Observations behind it.")},
                         {"method", text("How the interval was made.")}})},
      {"schedule", schedule_summary()},
      {"suspension", suspension()},
      {"target", target()},
      {"tables", described_tables()},
      {"figures", described_figures(figures)}};
  return schema.dump(2) + "\n";
}

}  // namespace headway::results
