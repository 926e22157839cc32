/// Public reference turbines, written down as facts.
///
/// Source: NREL *turbine-models* 0.2.2 (BSD-3-Clause), one CSV per turbine as named by `file`. Power
/// in kW (the IEC composites: per unit of rated power) at the listed hub-height speeds [m/s] and
/// 1.225 kg/m3. Beyond the last point the turbine holds its last value up to the cut-out speed of
/// 25 m/s; a tail that stays at rated power was therefore left out.
enum ReferenceTurbineTable {
  enum Speeds {
    case regular(from: Double, step: Double)
    case listed([Double])

    func values(_ count: Int) -> [Double] {
      switch self {
      case .regular(let first, let step): (0..<count).map { first + step * Double($0) }
      case .listed(let values): values
      }
    }
  }

  struct Entry {
    let name: String
    let file: String
    let ratedKilowatts: Double?
    let rotorDiameter: Double?
    let hubHeight: Double?
    let speeds: Speeds
    let power: [Double]
  }

  static let entries: [Entry] = [
    Entry(
      name: "NREL 2020 ATB 5.5 MW 175", file: "2020ATB_NREL_Reference_5.5MW_175",
      ratedKilowatts: 5500, rotorDiameter: 175, hubHeight: 120,
      speeds: .regular(from: 3, step: 0.25),
      power: [
        0, 127, 178, 237, 305, 381, 468, 564, 671, 789, 919, 1061, 1216, 1385, 1567, 1765, 1977,
        2205, 2450, 2711, 2990, 3287, 3602, 3937, 4291, 4665, 5060, 5477, 5500,
      ]),
    Entry(
      name: "NREL 2020 ATB 4 MW 150", file: "2020ATB_NREL_Reference_4MW_150",
      ratedKilowatts: 4000, rotorDiameter: 150, hubHeight: 110,
      speeds: .regular(from: 3, step: 0.25),
      power: [
        0, 94, 132, 175, 225, 281, 344, 415, 494, 581, 676, 781, 895, 1019, 1153, 1298, 1455, 1623,
        1802, 1995, 2200, 2418, 2650, 2896, 3156, 3431, 3722, 4000,
      ]),
    Entry(
      name: "NREL 2020 ATB 7 MW 200", file: "2020ATB_NREL_Reference_7MW_200",
      ratedKilowatts: 7000, rotorDiameter: 200, hubHeight: 175,
      speeds: .regular(from: 3, step: 0.25),
      power: [
        0, 168, 235, 312, 400, 500, 612, 738, 877, 1031, 1200, 1386, 1588, 1808, 2047, 2304, 2581,
        2879, 3198, 3539, 3902, 4289, 4701, 5137, 5598, 6087, 6602, 7000,
      ]),
    Entry(
      name: "NREL 2019 COE 2.6 MW 121", file: "2019COE_Market_Average_2.6MW_121",
      ratedKilowatts: 2550, rotorDiameter: 121.2, hubHeight: 90.1,
      speeds: .regular(from: 3, step: 0.25),
      power: [
        0, 63, 87, 116, 148, 185, 226, 273, 324, 381, 443, 512, 586, 667, 755, 850, 952, 1062, 1180,
        1306, 1440, 1583, 1734, 1895, 2065, 2245, 2436, 2550,
      ]),
    Entry(
      name: "NREL 2023 Bespoke 6 MW 170", file: "2023NREL_Bespoke_6MW_170",
      ratedKilowatts: 6000, rotorDiameter: 170, hubHeight: 115,
      speeds: .regular(from: 3, step: 0.25),
      power: [
        0, 181, 229, 294, 377, 473, 581, 698, 822, 952, 1090, 1241, 1410, 1598, 1805, 2027, 2262,
        2509, 2769, 3050, 3356, 3687, 4027, 4355, 4650, 4897, 5101, 5275, 5429, 5571, 5699, 5806,
        5886, 5934, 5957, 5966, 5970, 5976, 5984, 5992, 5999, 6000,
      ]),
    Entry(
      name: "IEA 3.4 MW 130", file: "IEA_Reference_3.4MW_130",
      ratedKilowatts: 3370, rotorDiameter: 130, hubHeight: 110,
      speeds: .listed([
        3, 3.5392, 4.0485, 4.5267, 4.973, 5.3862, 5.7654, 6.1098, 6.4186, 6.6912, 6.9269, 7.1252,
        7.2857, 7.408, 7.4919, 7.5371, 7.5435, 7.5758, 7.6468, 7.7563, 7.9041, 8.0899, 8.3132,
        8.5735, 8.8703, 9.203, 9.5707, 9.8127,
      ]),
      power: [
        51.62, 123.37, 213.24, 318.84, 435.96, 560.9, 688.91, 819.13, 949.72, 1075.93, 1193.68,
        1299.17, 1388.95, 1460.08, 1510.22, 1537.73, 1541.68, 1561.57, 1605.88, 1675.86, 1773.5,
        1901.5, 2063.34, 2263.33, 2506.64, 2799.33, 3148.46, 3370,
      ]),
    Entry(
      name: "IEC class 1 composite", file: "IEC_Class1_Normalized_Industry_Composite",
      ratedKilowatts: nil, rotorDiameter: nil, hubHeight: nil,
      speeds: .regular(from: 3, step: 0.5),
      power: [
        0.00945, 0.02569, 0.0438, 0.06818, 0.09517, 0.13118, 0.17097, 0.22223, 0.27799, 0.34698,
        0.42062, 0.50556, 0.59485, 0.68773, 0.78031, 0.85958, 0.92407, 0.96088, 0.98799, 0.9945, 1,
      ]),
    Entry(
      name: "IEC class 2 composite", file: "IEC_Class2_Normalized_Industry_Composite",
      ratedKilowatts: nil, rotorDiameter: nil, hubHeight: nil,
      speeds: .regular(from: 3, step: 0.5),
      power: [
        0.01004, 0.03217, 0.05757, 0.09242, 0.13017, 0.17859, 0.23293, 0.30192, 0.37623, 0.4648,
        0.55498, 0.65435, 0.75073, 0.82871, 0.89879, 0.93945, 0.97393, 0.98567, 0.99415, 0.99803,
        0.99975, 0.99994, 0.99943, 0.99807, 0.99591, 0.99318, 0.99057, 0.98875, 0.98773, 0.98713,
        0.98699, 0.95679, 0.92659, 0.8964, 0.8662, 0.836, 0.8058, 0.77561, 0.74541, 0.71521,
        0.68501, 0.65482, 0.62462, 0.59442, 0.56422,
      ]),
    Entry(
      name: "IEC class 3 composite", file: "IEC_Class3_Normalized_Industry_Composite",
      ratedKilowatts: nil, rotorDiameter: nil, hubHeight: nil,
      speeds: .regular(from: 3, step: 0.5),
      power: [
        0.01181, 0.036, 0.06687, 0.1063, 0.15109, 0.20549, 0.26864, 0.34578, 0.43369, 0.53463,
        0.64138, 0.74296, 0.83466, 0.90001, 0.94895, 0.97722, 0.99281, 0.99874, 0.99985, 0.99995, 1,
        1, 0.99953, 0.9984, 0.99673, 0.99453, 0.9926, 0.99113, 0.9904, 0.99, 0.99, 0.95269, 0.91537,
        0.87806, 0.84075, 0.80343, 0.76612, 0.72881, 0.69149, 0.65418, 0.61687, 0.57955, 0.54224,
        0.50493, 0.46762,
      ]),
  ]
}
