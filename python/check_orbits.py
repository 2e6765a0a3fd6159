"""Compares orbits of sites, pairs, dumbbells and interstitial places with spglib's and with scipy's Voronoi diagram.

    python check_orbits.py < CASES.json     (needs what requirements-ase.txt pins: spglib, scipy, numpy)

Each case is a structure (cell, positions, numbers), our `representative` of every atom, and our
interstitial `sites` (position, multiplicity, radius, neighbours, place). The operations are spglib's
of the cell as given (translations of a supercell among them), the vertices scipy's of the points
with their images. For each case: the same partition of the atoms; each of our sites in an orbit of
its own with our multiplicity; every vertex of the diagram in one of our orbits, and no more than
those; radius and neighbours as counted here. Where a case has `pairs` up to `limit` (Å) or `dumbbells`:
each in an orbit of its own with our multiplicity, and all pairs of that length, all axes of
the family on all sites, in one of our orbits. Prints a line a case; exit code 1 where one differs.
"""

import itertools
import json
import sys

import numpy as np
import spglib
from scipy.sparse.csgraph import connected_components
from scipy.spatial import Voronoi

SAME = 1e-3  # Å


def fractional(points, cell):
    return np.asarray(points) @ np.linalg.inv(cell)


def near(a, b, cell):
    """Distances between fractional points, by the nearest of the images around."""
    d = np.asarray(a) - np.asarray(b)
    d = d - np.round(d)
    shifts = np.array(list(itertools.product((-1, 0, 1), repeat=3)))
    ways = (d[..., None, :] + shifts) @ cell
    return np.linalg.norm(ways, axis=-1).min(axis=-1)


def images(positions, cell, reach):
    heights = 1 / np.linalg.norm(np.linalg.inv(cell), axis=0)
    counts = [int(np.ceil(reach / h)) for h in heights]
    shifts = itertools.product(*(range(-n, n + 1) for n in counts))
    return np.concatenate([positions + np.array(s) @ cell for s in shifts])


def vertices(positions, cell):
    """Different Voronoi vertices of one cell, fractional, in groups of those that lie together."""
    found = Voronoi(images(positions, cell, 7)).vertices
    inside = fractional(found, cell)
    inside = inside[((inside > -1e-4) & (inside < 1 - 1e-4)).all(axis=1)]
    kept = []
    for point in inside:
        if not kept or near(np.array(kept), point, cell).min() > SAME:
            kept.append(point)
    kept = np.array(kept)
    # Vertices that are nearer to each other than 0.15 of the shortest distance count as one place.
    closest = np.sort(np.linalg.norm(images(positions, cell, 7) - positions[0], axis=1))
    for p in positions[1:]:
        closest = np.minimum(closest, np.sort(np.linalg.norm(images(positions, cell, 7) - p, axis=1)))
    together = 0.15 * closest[1]
    linked = np.array([near(kept, point, cell) < together for point in kept])
    count, label = connected_components(linked)
    return [kept[label == c] for c in range(count)], together


def orbit(point, operations, cell):
    made = [operations["rotations"] @ point + operations["translations"]][0]
    kept = []
    for image in made:
        if not kept or near(np.array(kept), image, cell).min() > SAME:
            kept.append(image)
    return np.array(kept)


def permutations(points, operations, cell):
    """For each operation, which atom it makes of each."""
    for rotation, translation in zip(operations["rotations"], operations["translations"]):
        moved = points @ rotation.T + translation
        yield rotation, [int(near(points, point, cell).argmin()) for point in moved]


def check_pairs(case, points, cell, moves):
    left = {
        frozenset((i, j))
        for i, j in itertools.combinations(range(len(points)), 2)
        if near(points[i], points[j], cell) < case["limit"]
    }
    for pair in case["pairs"]:
        i, j = pair["atoms"]
        if abs(near(points[i], points[j], cell) - pair["distance"]) > SAME:
            yield f"pair {i} {j}: {pair['distance']} Å"
        mine = {frozenset((to[i], to[j])) for _, to in moves}
        if len(mine) != pair["multiplicity"]:
            yield f"pair {i} {j}: {pair['multiplicity']}, spglib {len(mine)}"
        if not mine <= left:
            yield f"pair {i} {j} is in the orbit of another"
        left -= mine
    if left:
        yield f"{len(left)} pairs in none of the orbits"


def check_dumbbells(case, cell, moves):
    def named(atom, axis):
        whole = [int(x) for x in np.round(axis * 1e4)]
        return atom, max(tuple(whole), tuple(-x for x in whole))

    turns = [(np.linalg.inv(cell) @ rotation.T @ cell, to) for rotation, to in moves]
    seen = set()
    for dumbbell in case["dumbbells"]:
        axis = np.array(dumbbell["axis"])
        mine = {named(to[dumbbell["atom"]], axis @ turn) for turn, to in turns}
        if len(mine) != dumbbell["multiplicity"]:
            yield f"dumbbell {axis}: {dumbbell['multiplicity']}, spglib {len(mine)}"
        if mine & seen:
            yield f"dumbbell {axis} on {dumbbell['atom']} is in the orbit of another"
        seen |= mine
    axes = {axis for _, axis in seen}
    if len(seen) != len(axes) * len(case["numbers"]):
        yield f"{len(seen)} dumbbells on {len(case['numbers'])} sites along {len(axes)} axes"


def check(case):
    cell = np.array(case["cell"]).reshape(3, 3)
    positions = np.array(case["positions"]).reshape(-1, 3)
    crystal = (cell, fractional(positions, cell), case["numbers"])
    operations = spglib.get_symmetry(crystal, symprec=SAME)
    theirs = spglib.get_symmetry_dataset(crystal, symprec=SAME).equivalent_atoms
    ours = case["representative"]
    wrong = []
    if len(set(zip(theirs, ours))) != len(set(theirs)) or len(set(theirs)) != len(set(ours)):
        wrong.append(f"orbits of atoms: {len(set(ours))}, spglib {len(set(theirs))}")
    left, together = vertices(positions, cell)
    total = len(left)
    around = images(positions, cell, 6)
    for site in case["sites"]:
        place = np.array(site["position"])
        point = fractional(place, cell)
        mine = orbit(point, operations, cell)
        if len(mine) != site["multiplicity"]:
            wrong.append(f"{site['place']} at {point}: {site['multiplicity']}, spglib {len(mine)}")
        distances = np.sort(np.linalg.norm(around - place, axis=1))
        if abs(distances[0] - site["radius"]) > SAME:
            wrong.append(f"radius {site['radius']}, not {distances[0]}")
        count = int((distances < 1.05 * distances[0]).sum())
        if count != site["neighbours"]:
            wrong.append(f"{site['neighbours']} neighbours, not {count}")
        if site["place"] != "vertex":
            continue
        covered = [min(near(mine, v, cell).min() for v in group) < together / 2 for group in left]
        if sum(covered) != len(mine):
            wrong.append(f"{len(mine)} vertices said, {sum(covered)} not yet taken in the diagram")
        left = [group for group, is_covered in zip(left, covered) if not is_covered]
    if left:
        wrong.append(f"{len(left)} vertices in none of the orbits, as at {left[0]}")
    moves = list(permutations(crystal[1], operations, cell)) if "pairs" in case else []
    if moves:
        wrong += check_pairs(case, crystal[1], cell, moves)
        wrong += check_dumbbells(case, cell, moves)
    words = "; ".join(wrong) if wrong else "the same"
    group = spglib.get_spacegroup(crystal, symprec=SAME)
    print(f"{case['name']}: {group}, {len(positions)} atoms, {len(set(ours))} orbits of atoms, "
          f"{total} vertices in {len(case['sites'])} orbits"
          + (f", {len(case['pairs'])} of pairs, {len(case['dumbbells'])} of dumbbells" if moves else "")
          + f": {words}")
    return not wrong


if __name__ == "__main__":
    cases = json.load(sys.stdin)
    results = [check(case) for case in cases]
    print(f"{sum(results)} of {len(results)} cases the same")
    sys.exit(0 if results and all(results) else 1)
