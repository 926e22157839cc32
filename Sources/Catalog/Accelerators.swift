extension Technology {
  /// The accelerators, by vendor and generation. A name means the package that its vendor counts
  /// as one: a B200 is two dies, a TPU v7 two cores.
  static let accelerators =
    nvidia + amd
    + [
      accelerator(
        "trainium2", "Amazon", ["trn2", "aws trainium2"], "Trainium2 of December 2024"),
      accelerator(
        "trainium3", "Amazon", ["trn3", "aws trainium3"], "Trainium3 of December 2025"),
    ] + google

  private static let nvidia = [
    accelerator(
      "a100", "NVIDIA", ["nvidia a100", "a100 80gb", "dgx a100"], "A100 SXM 80 GB of 2020"),
    accelerator(
      "h100", "NVIDIA", ["nvidia h100", "h100 sxm", "dgx h100", "hgx h100"], "H100 SXM of 2022"),
    accelerator(
      "h200", "NVIDIA", ["nvidia h200", "h200 sxm", "dgx h200", "hgx h200"], "H200 SXM of 2024"),
    accelerator(
      "b200", "NVIDIA", ["nvidia b200", "gb200", "gb200 nvl72", "dgx b200", "hgx b200"],
      "B200 of 2025, as in GB200 racks"),
    accelerator(
      "b300", "NVIDIA", ["nvidia b300", "gb300", "gb300 nvl72", "dgx b300", "hgx b300"],
      "B300 of 2025, as in GB300 racks"),
    accelerator(
      "rubin", "NVIDIA", ["nvidia rubin", "vera rubin", "vr200"],
      "Rubin, announced; price and power unknown"),
  ]

  private static let amd = [
    accelerator(
      "mi300x", "AMD", ["amd mi300x", "instinct mi300x"], "Instinct MI300X of December 2023"),
    accelerator(
      "mi325x", "AMD", ["amd mi325x", "instinct mi325x"], "Instinct MI325X of October 2024"),
    accelerator(
      "mi350x", "AMD", ["amd mi350x", "instinct mi350x"], "Instinct MI350X of June 2025"),
    accelerator(
      "mi355x", "AMD", ["amd mi355x", "instinct mi355x"], "Instinct MI355X of June 2025"),
  ]

  private static let google = [
    accelerator("tpu v5e", "Google", ["v5e", "tpuv5e"], "TPU v5e of August 2023"),
    accelerator("tpu v5p", "Google", ["v5p", "tpuv5p"], "TPU v5p of December 2023"),
    accelerator(
      "tpu v6e", "Google", ["v6e", "trillium", "tpuv6e"], "TPU v6e (Trillium) of May 2024"),
    accelerator(
      "tpu v7", "Google", ["ironwood", "tpu7x", "tpuv7", "tpu v7x"],
      "TPU v7 (Ironwood) of November 2025"
    ),
  ]

  private static func accelerator(
    _ name: String, _ vendor: String, _ aliases: [String], _ summary: String
  ) -> Technology {
    Technology(name, .accelerator, aliases: aliases, vendor: vendor, "\(vendor) \(summary)")
  }
}
