;; One tile of eight columns: for every function, rows -= sum of dB/dA times dA/dr.
(module
  (import "m" "memory" (memory 1))
  (func (export "tile")
    (param $count i32)      ;; functions
    (param $entries i32)    ;; bytes: first entry of each function for the tile's element, and after
    (param $step i32)       ;; bytes from one function's place there to the next
    (param $channels i32)   ;; bytes: for each entry, 64 times its channel
    (param $values i32)     ;; bytes: dB/dA of each entry
    (param $tile i32)       ;; bytes: eight columns of each channel
    (param $starts i32)     ;; bytes: where the eight rows start, in bytes
    (local $p0 i32) (local $p1 i32) (local $p2 i32) (local $p3 i32)
    (local $p4 i32) (local $p5 i32) (local $p6 i32) (local $p7 i32)
    (local $k i32) (local $end i32) (local $at i32)
    (local $v v128) (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (local.set $p0 (i32.load (local.get $starts)))
    (local.set $p1 (i32.load offset=4 (local.get $starts)))
    (local.set $p2 (i32.load offset=8 (local.get $starts)))
    (local.set $p3 (i32.load offset=12 (local.get $starts)))
    (local.set $p4 (i32.load offset=16 (local.get $starts)))
    (local.set $p5 (i32.load offset=20 (local.get $starts)))
    (local.set $p6 (i32.load offset=24 (local.get $starts)))
    (local.set $p7 (i32.load offset=28 (local.get $starts)))
    (block $done
      (loop $function
        (br_if $done (i32.eqz (local.get $count)))
        (local.set $k (i32.load (local.get $entries)))
        (local.set $end (i32.load offset=4 (local.get $entries)))
        (local.set $a (v128.const f64x2 0 0))
        (local.set $b (v128.const f64x2 0 0))
        (local.set $c (v128.const f64x2 0 0))
        (local.set $d (v128.const f64x2 0 0))
        (block $summed
          (loop $entry
            (br_if $summed (i32.ge_s (local.get $k) (local.get $end)))
            (local.set $v (v128.load64_splat
              (i32.add (local.get $values) (i32.shl (local.get $k) (i32.const 3)))))
            (local.set $at (i32.add (local.get $tile) (i32.load
              (i32.add (local.get $channels) (i32.shl (local.get $k) (i32.const 2))))))
            (local.set $a (f64x2.add (local.get $a)
              (f64x2.mul (local.get $v) (v128.load (local.get $at)))))
            (local.set $b (f64x2.add (local.get $b)
              (f64x2.mul (local.get $v) (v128.load offset=16 (local.get $at)))))
            (local.set $c (f64x2.add (local.get $c)
              (f64x2.mul (local.get $v) (v128.load offset=32 (local.get $at)))))
            (local.set $d (f64x2.add (local.get $d)
              (f64x2.mul (local.get $v) (v128.load offset=48 (local.get $at)))))
            (local.set $k (i32.add (local.get $k) (i32.const 1)))
            (br $entry)))
        (f64.store (local.get $p0) (f64.sub (f64.load (local.get $p0)) (f64x2.extract_lane 0 (local.get $a))))
        (f64.store (local.get $p1) (f64.sub (f64.load (local.get $p1)) (f64x2.extract_lane 1 (local.get $a))))
        (f64.store (local.get $p2) (f64.sub (f64.load (local.get $p2)) (f64x2.extract_lane 0 (local.get $b))))
        (f64.store (local.get $p3) (f64.sub (f64.load (local.get $p3)) (f64x2.extract_lane 1 (local.get $b))))
        (f64.store (local.get $p4) (f64.sub (f64.load (local.get $p4)) (f64x2.extract_lane 0 (local.get $c))))
        (f64.store (local.get $p5) (f64.sub (f64.load (local.get $p5)) (f64x2.extract_lane 1 (local.get $c))))
        (f64.store (local.get $p6) (f64.sub (f64.load (local.get $p6)) (f64x2.extract_lane 0 (local.get $d))))
        (f64.store (local.get $p7) (f64.sub (f64.load (local.get $p7)) (f64x2.extract_lane 1 (local.get $d))))
        (local.set $p0 (i32.add (local.get $p0) (i32.const 8)))
        (local.set $p1 (i32.add (local.get $p1) (i32.const 8)))
        (local.set $p2 (i32.add (local.get $p2) (i32.const 8)))
        (local.set $p3 (i32.add (local.get $p3) (i32.const 8)))
        (local.set $p4 (i32.add (local.get $p4) (i32.const 8)))
        (local.set $p5 (i32.add (local.get $p5) (i32.const 8)))
        (local.set $p6 (i32.add (local.get $p6) (i32.const 8)))
        (local.set $p7 (i32.add (local.get $p7) (i32.const 8)))
        (local.set $entries (i32.add (local.get $entries) (local.get $step)))
        (local.set $count (i32.sub (local.get $count) (i32.const 1)))
        (br $function)))))
