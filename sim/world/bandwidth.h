// The lines that backups share, on the engine's clock: one flow::Network with links for every node and
// target, and a process that wakes whoever's transfer is complete.
//
// Starts and capacity changes of one instant are gathered and solved once, after everything else of that
// instant.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "sim/core/await.h"
#include "sim/flow/network.h"
#include "sim/model/scenario.h"
#include "sim/record/records.h"

namespace headway::world {

class Bandwidth {
 public:
  Bandwidth(core::Engine& engine, const model::Scenario& scenario, record::Sink& sink);

  /// Waits until `size` bytes have moved through links `path` at max-min fair rate, at most `cap`.
  class [[nodiscard]] Transfer {
   public:
    Transfer(Bandwidth& bandwidth, flow::ClassId in, Bytes size)
        : bandwidth_(bandwidth), class_(in), size_(size) {}
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;
    ~Transfer();
    bool await_ready() const { return size_.count == 0; }
    void await_suspend(std::coroutine_handle<> frame);
    void await_resume() {}

   private:
    Bandwidth& bandwidth_;
    flow::ClassId class_;
    Bytes size_;
    flow::FlowId flow_{};
    std::uint32_t slot_ = kNoSlot;
    static constexpr std::uint32_t kNoSlot = ~0U;
  };

  /// An upload from a node to a target. `read_share`: logical bytes read and worked on for each byte on the
  /// wire
  /// (> 0). `cap`: wire bytes a second that the backup's own workers can reach.
  Transfer upload(std::uint32_t node, std::uint32_t target, double read_share, BytesPerSecond cap,
                  Bytes wire);

  /// A bare transfer over nodes' upload lines and targets' write lines.
  Transfer transfer(std::span<const flow::LinkId> path, std::optional<BytesPerSecond> cap, Bytes size);

  flow::LinkId node_upload(std::uint32_t node) const { return node * 3; }
  flow::LinkId node_disk(std::uint32_t node) const { return node * 3 + 1; }
  flow::LinkId node_cpu(std::uint32_t node) const { return node * 3 + 2; }
  flow::LinkId target_write(std::uint32_t target) const { return nodes_ * 3 + target; }

  /// From now on the target's line has `factor` times its nominal capacity.
  void set_target_factor(std::uint32_t target, double factor);

  const flow::Network& network() const { return network_; }

  /// Called after each settling of rates; for `run --check`.
  std::function<void(const flow::Network&)> on_settled;

 private:
  void changed();
  core::Task<void> play();
  void report_loads();

  core::Engine& engine_;
  const model::Scenario& scenario_;
  record::Sink& sink_;
  std::uint32_t nodes_;
  flow::Network network_;
  core::Signal signal_;
  bool pending_ = false;
  std::vector<flow::Completion> completed_;
  std::vector<record::Load> last_loads_;  // by link, as last reported
  std::vector<double> factor_;            // by target
};

}  // namespace headway::world
