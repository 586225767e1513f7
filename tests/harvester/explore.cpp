#include <cstdio>
#include <fstream>
#include "tests/harvester/small_harvester.h"
using namespace headway;
using namespace headway::tests;
static void print(const Recording& r) {
  struct L {
    double t;
    std::string s;
  };
  std::vector<L> l;
  auto w = [](auto x) { return std::string(record::word(x)); };
  for (auto& m : r.messages)
    l.push_back({since_start(m.at), "MSG op " + std::to_string(m.operation) + " " + w(m.kind) + " layer " +
                                        w(m.layer) + " origin " + w(m.origin) + " " + w(m.says) + " " +
                                        w(m.cause) + " root " + std::to_string(m.root) +
                                        (m.again ? " again" : "")});
  for (auto& s : r.steps)
    l.push_back({since_start(s.at), "STEP op " + std::to_string(s.operation) + " kind " +
                                        std::to_string((int)s.kind) + " other " + std::to_string(s.other) +
                                        " span " + std::to_string(to_seconds(s.span)) + " n " +
                                        std::to_string(s.count) + " " + w(s.cause)});
  for (auto& o : r.operations)
    l.push_back({since_start(o.ended),
                 "OP " + std::to_string(o.id) + " " + w(o.kind) + " vol " + std::to_string((int)o.volume) +
                     " vm " + std::to_string((int)o.vm) + " req " + std::to_string(since_start(o.requested)) +
                     " started " + std::to_string(since_start(o.started)) + " end " +
                     std::to_string(since_start(o.ended)) + " rel " +
                     std::to_string(since_start(o.released)) + " " + w(o.outcome) + " " + w(o.cause) + " " +
                     w(o.layer) + " tries " + std::to_string(o.tries)});
  for (auto& d : r.due)
    l.push_back({since_start(d.tick), "DUE sched " + std::to_string(d.schedule) + " vm " +
                                          std::to_string((int)d.vm) + " " + w(d.outcome) + " " + w(d.cause) +
                                          (d.lost ? " LOST" : "")});
  std::stable_sort(l.begin(), l.end(), [](auto& a, auto& b) { return a.t < b.t; });
  for (auto& x : l) std::printf("%12.3f %s\n", x.t, x.s.c_str());
}
int main(int argc, char** argv) {
  std::string which = argv[1];
  std::string hv = argc > 2 ? argv[2] : "1.4.0";
  model::Scenario s = small_harvester(hv);
  const auto vm = add_machine(s, "vm", which == "one" ? 1 : 3);
  add_vm_schedule(s, "hourly", vm, "10 * * * *", which == "retain" ? 8 : 0);
  s.time.horizon = hours{2};
  if (which == "deny") {  // foreign type-2 lock on disk 0: crash leaves it
    auto recording = Recording{};
  }
  if (which == "outage") {
    auto e = event_at(kStart + minutes{9}, model::EventKind::target_outage);
    e.target = 0;
    e.length = minutes{20};
    s.events.push_back(e);
    s.targets[0].kind = model::TargetKind::nfs;
  }
  print(record_of(s));
}
