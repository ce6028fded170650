module stockroom/worker

go 1.22
