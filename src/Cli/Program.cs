Console.WriteLine("kubedirect");
