// The wordings by version, from the fact sheets (backupstore 1.7, longhorn-manager 3.1, CSI 1.2 and 2.2).
#include "analysis/messages/message_forms.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace headway::messages {
namespace {

using record::Cause;
using record::Layer;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

Names of(const char* longhorn) {
  Names names;
  names.longhorn = longhorn;
  names.volume = "vol";
  return names;
}

constexpr const char* kFile = "backupstore/volumes/<xx>/<yy>/vol/locks/lock-<id>.lck";

TEST(MessageForms, ThreeWordingsOfARefusedLock) {
  const std::string a = std::string("failed lock ") + kFile + " type 1 acquisition";
  const std::string b = std::string("failed to acquire lock ") + kFile +
                        " when performing backup create/restore, please try again later";
  for (const char* version : {"1.6.0", "1.6.2", "1.7.0", "1.7.1"})
    EXPECT_EQ(lock_text(of(version), 1), a) << version;
  for (const char* version : {"1.6.3", "1.6.4", "1.7.2", "1.8.0", "1.9.3", "1.10.1"})
    EXPECT_EQ(lock_text(of(version), 1), b + ".") << version;
  for (const char* version : {"1.10.2", "1.11.0", "1.12.1", "development"})
    EXPECT_EQ(lock_text(of(version), 1), b) << version;
}

TEST(MessageForms, TheTypeOfALockIsNamedByItsOperation) {
  EXPECT_THAT(lock_text(of("1.7.1"), 2), EndsWith("type 2 acquisition"));
  EXPECT_THAT(lock_text(of("1.8.1"), 2), HasSubstr("when performing backup delete, please"));
}

record::Message sidecar(Cause cause, Layer origin, bool again) {
  record::Message message;
  message.layer = Layer::csi_snapshotter;
  message.origin = origin;
  message.cause = cause;
  message.again = again;
  return message;
}

TEST(MessageForms, TheSidecarTellsItsFirstCallFromLaterOnes) {
  const Names names = of("1.7.2");
  EXPECT_THAT(
      message_text(names, sidecar(Cause::sync_timeout, Layer::csi_plugin, false), Cause::sync_timeout),
      StartsWith("Failed to create snapshot: failed to take snapshot of the volume vol: \"rpc error: code = "
                 "DeadlineExceeded desc = waitForBackupControllerSync: timeout while waiting"));
  EXPECT_THAT(
      message_text(names, sidecar(Cause::lock_denied, Layer::backupstore, true), Cause::lock_denied),
      StartsWith("Failed to check and update snapshot content: failed to take snapshot of the volume vol: "
                 "\"rpc error: code = Internal desc = "));
}

TEST(MessageForms, AnUnavailableTargetIsAbortedByThePluginAndInternalFromABackup) {
  const Names names = of("1.8.1");
  EXPECT_THAT(message_text(names, sidecar(Cause::target_unavailable, Layer::csi_plugin, false), Cause::none),
              HasSubstr("code = Aborted desc = backup target <target> is not available"));
  EXPECT_THAT(message_text(names, sidecar(Cause::target_unavailable, Layer::backupstore, true),
                           Cause::target_unavailable),
              HasSubstr("code = Internal"));
}

TEST(MessageForms, TheJobNeverSpeaksOfTheLock) {
  EXPECT_EQ(job_text(of("1.9.1"), Cause::lock_denied, false),
            "timeout waiting for the backup of the snapshot <snapshot> of volume vol to start");
}

TEST(MessageForms, HarvestersWordForAnyError) {
  record::Message message;
  message.layer = Layer::vm_backup_controller;
  Names names = of("1.7.2");
  names.volume_snapshot = "svmb-x-volume-vol";
  EXPECT_EQ(message_text(names, message, Cause::none), "VolumeSnapshot svmb-x-volume-vol in error state");
}

}  // namespace
}  // namespace headway::messages
